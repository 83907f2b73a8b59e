"""Temu Mitra: partnership matchmaking between Indonesian UMKM and buyers."""

__version__ = "0.1.0"
