"""Ordinary words of trade texts: they carry no goods, must not be "corrected" to goods, and head no phrase."""

from __future__ import annotations

from matchmaker.scoring.text import normalise_word

_FUNCTION = """
a ada adalah agar akan aku al and apa apabila atas atau bagi bagian bahwa bahwasanya banyak baru beberapa begitu
belum belumlah berapa bersama bg bgt bila bisa boleh buat bukan bwt cukup cuma dalam dan dapat dari dengan dg
dgn di dia dimana dll dlm dr dri dsb dst dua enam for from ga gak hal hanya harap harus hingga ia ialah in ini itu
iya jadi jangan jg jika juga jumlah kah kalau kalo kami kan karena kayak kayaknya ke kecuali kemudian kepada ketika
kini kita klo krn kurang lagi lain lainnya lalu lebih lewat lima maka masih maupun memang mereka mohon msh namun nih
non nya of oleh on or orang pada padahal para paling pas pasti per pernah pun saat saja saling sama sambil sampai
sangat satu saya sblm sbg sd se seberapa sebab sebagai sebagainya sebelum secara sedang sedangkan sehingga sejak
sekali sekitar selain selalu selama selesai seluruh semua sendiri seperti serta sesuai sesudah setelah setiap si
sini sm sma smpai spt sudah supaya tak tanpa tapi tdk telah tempat tentang terhadap tersebut tetap tetapi the tiap
tidak tiga to tp tsb tuh tujuh turut udah umumnya untuk utk via walau walaupun wong ya yaitu yakni yang yg with
adanya antara antar biar guna punya rata tadi tentu terus yah sepuluh empat delapan sembilan puluh ratus ribu juta
seribu seratus sejumlah masing sering kadang biasa biasanya mungkin kira sedikit ber minimal maksimal max min maks
mak kali kalinya lagipula apalagi bahkan justru lah dong sih deh sesuatu something apapun
"""

_BUSINESS = """
abadi buatan acara ac admin agen akun alamat aman amanah anak andalan aneka anggota area asal asli asosiasi awal
bagus baik bahagia bandingkan bantu bantuan bapak barokah berkah barang bebas bekerja belakang belanja beli berbagai
berbagi berdiri berjalan berjualan berkualitas berlangganan berlokasi bermutu bermacam bersedia bersih berasal
bertempat besar biaya bidang bisnis bu bumdes bulan bulanan bumi butuh cabang cantik cara cari cash cepat cita cocok
coba cod contact contoh customer cv daerah daftar dagang dagangan dekat delivery depan desa dibuat dibeli dibutuhkan
dicari digunakan dijual dikelola dikemas dikirim dikirimkan diminta dipakai dipasarkan dipesan dipilih diproduksi
diperlukan disediakan ditawarkan diterima dusun eceran ecer edisi ekonomi ekonomis elegan enak favorit fb franco
gedung gratis grosir grosiran grup guru halal hari harga harian hasil hemat higienis hotel hubungi hub ibu ig indah
indonesia industri info informasi ingin internasional istimewa jalan janji jarak jatuh jaya jenis jl jln jual jualan
kabupaten kab kamar kampung kami kantor karya karyawan keadaan kebutuhan kebun kecamatan kec kecil kegiatan
kegemaran kelompok keluarga kelurahan kemudahan kenangan keperluan kerja kerjasama kesehatan khas khusus kirim
kirimkan komplit komunitas kondisi konsumen konsumsi koperasi kota kualitas kuat kw kwalitas kwt langsung langganan
laris layak legit lengkap lezat line lokal lokasi luar lumayan macam maju mahal makmur malam mampu mandiri mantap
mantab masuk mau megah melalui melayani membantu membeli memberi memberikan membuat membuka membutuhkan memenuhi
memiliki memakai memasarkan memperoleh memproduksi memproses mempunyai menarik menawarkan mencari mendukung menerima
mengadakan mengambil mengelola mengerjakan menggunakan menghasilkan mengolah mengutamakan menjadi menjaga menjajakan
menjual menjualkan menyambut menyediakan menyuplai mewah milik minggu mingguan minta mitra modern model moderen
mudah mulai murah murni musim mutu nama nasional nomor no nyaman nyata online olshop order oleh pabrik pagi paket
pakai pasar pas pasien pasokan pelanggan peluang pemasaran pemasok pembeli pembelian pembuatan pemerintah pemesanan
penawaran pengadaan pengalaman pengelola pengiriman pengunjung pengurus penjual penjualan penuh penyedia peralatan
perhatian perjalanan permintaan pernah perorangan persediaan pertama perusahaan perkumpulan pesan pesanan pilihan
poktan populer praktis premium pribadi produk produknya produksi produsen program propinsi provinsi proses pt pusat
putra putri rajin ramah ramai rapi rapih rasa rasanya ready reguler rencana resep reseller resmi resto restoran
retail ritel rp rt ruko rumah rumahan rw rupiah sahabat sales sana sangat sarana sebelah sebuah sedia sederhana
segala segera sehari sejahtera sekarang sekolah sektor seller semacam sempurna sentosa alat benda sesuatu
perlengkapan sentra sentral servis shop siang siap skala sore spesial special spesialis standar standard stock stok
store sukses sumber supplier suplier suplai supply swadaya swalayan tahan tahun tamu tangga target tawar tawaran
teliti teman tenaga tengah terbaik terbaru terbuat terdiri terjangkau terjaga terkenal terletak terlalu termasuk
termurah tersedia tertarik terutama tetangga tiba tinggal tinggi tingkat titip toko tradisi transaksi tujuan tunai
ud uk ukm ukuran ulang umkm umum unggul unggulan unik unit usaha usahanya utama variasi varian vendor wa wanita
warung wasap whatsapp wib wilayah wisatawan wisata www com gmail gerai outlet http https instagram facebook shopee
tokopedia marketplace januari februari maret april mei juni juli agustus september oktober november desember senin
selasa rabu kamis jumat sabtu subuh besok kemarin lusa bulannya tahunnya perhari perbulan perminggu new best good
quality product products original ori super extra big mini fresh high mencoba mengganti bergaya bertema beragam
cukup cuman dadakan rutin rutinnya jumlahnya isinya bentuk bentuknya warna warnanya bahan bahannya ukurannya
kemasannya kualitasnya harganya stabil konsisten kontinu berkala lancar memasak makan minum pulang bawa dibawa
bawaan kesukaan menikmati dinikmati dimakan diminum disukai suka senang kering basah panas dingin hangat lama tebal
tipis lebar panjang pendek ringan berat keras lembut halus kasar padat bening polos rapat longgar awet tidak gampang
sulit susah kelas bintang asing lansia dewasa bayi balita pria perempuan laki cewek cowok pengantin pejabat undangan
peserta rombongan pegawai staf staff petugas juru koki chef kasir direktur manajer lantai meja kursi lobi lobby
dapur teras halaman ruang ruangan taman kolam pintu jendela dinding
"""


def _words(block: str) -> frozenset[str]:
    return frozenset(normalise_word(word) for word in block.split())


FUNCTION_WORDS = _words(_FUNCTION)
"""Words that only join others."""
BUSINESS_WORDS = _words(_BUSINESS)
"""Words of trade that say nothing about the goods themselves."""
COMMON_WORDS = FUNCTION_WORDS | BUSINESS_WORDS
"""Never corrected, never content unless the lexicon knows them as (part of) a form."""
