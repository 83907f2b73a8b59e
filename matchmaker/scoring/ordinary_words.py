"""Roots of ordinary Indonesian (and the English of trade): correct words that must not be taken for typing errors.

A word the lexicon does not know is only corrected to one it knows if neither it nor its root stands here.
"""

from __future__ import annotations

from matchmaker.scoring.text import normalise_word

_ROOTS = """
abad abadi enteng anteng sandaran unsur abang abu acak acara acu adab adik adil administrasi adu aduk agama agar
agenda agung ahli air ajaib ajak ajar akad akademi akal akar akhir akibat akrab akses aksi aktif aku akun akurat
alam alami alamat alas alat alih alir aliran alun amal aman amat amati ambil ambang ambulans ampuh anak analisa
analisis ancam andal aneh anggap anggaran anggota anggun angin angka angkat angkut anjur antar antara antre anut
apartemen api aplikasi arab arah arang aroma arsip artis arti arus asah asal asam asap aset asing asli aspek asrama
asuh asuransi atap atas atasi atlet atur aula awal awam awan awas awet ayah ayun azan babak baca badai badan bagasi
bagi bagus bahagia bahan bahas bahasa bahaya baik baju baku balai balap balas balik balita ban bandara banding
bangga bangkit bangku bangsa bangun banjir bank bantu banyak bapak barang barat barbershop baring baris baru bas
basi basuh batal batang batas batin batu bau bawa bawah bayang bayar bayi beasiswa beban beda bedah bekal bekas
bekerja bekuk bela belah belajar belakang beli belok belum benam benar bencana benda bendera bengkak bengkel benih
bening bentang bentuk berat berita berkah beres bersih besar beser betah betis betul biak biar biasa biaya bibir
bicara bidang bijak bikin bilang bilas bimbing bina binar bingung bintang bioskop biru bisik bisnis bobot bocor
bohong bola boleh bom bor boros bosan botak buah buang buat budaya budi budidaya bujang bukti buku bulan bulat bumi
bunda bungkus bunuh bunyi buram buru buruh buruk busuk buta butir butuh cabang cabut cahaya cair cakap calon campak
campur canda canggih cantik capai cari carik catat cegah cek celah cemas cepat cerah cerai cerdas cerita cermat
cicil cicip cinta cipta ciri citra coba cocok colok congkak corak crew cuaca cuci cucu cukup cukur curah curang curi
cuti daerah daftar dagang dahan dahulu dakwah dalam damai dampak dana danau dandan dapat dapur darah darat darurat
dasar data datang datar daya debu defisit dekat delegasi delima demam demo denda dengar depan depo deras derita desa
desain detail detik dewan dewasa dewi diam didik dinas dinding dingin direksi direktur disiplin diskon diskusi
distribusi divisi dokter dokumen donasi dorong dosen dosis dosa duduk dugaan dukung dunia duta ecer edar edukasi
efek efektif efisien ejek ekonomi ekor ekosistem eksklusif ekspedisi ekspor ekstra elastis elegan elektronik elok
emas email emosi empuk encer energi engkau era erat etalase etika evaluasi event fakir faktor famili fasih fasilitas
favorit final fisik fokus formal foto fungsi gabung gadai gading gadis gagah gagal gagas gairah gaji galak galau
gali gambar gambut gampang ganas ganda ganggu ganjal ganti gantung garang garansi garap garis garuk gaya gaul gebyar
gedung gejala gelap gelar geli gelombang gembira gemar gemilang gemuk genap gencar generasi gengsi gerak gerbang
gereja gerobak gersang giat gigi gila gilir gizi golong gosok gosong goyang gratis grafis gudang gugat gugur guling
guna guncang gunting guru gurun gugus habis hadap hadiah hadir hajat haji hak hakim halal halang halaman halus
hambat hamil hancur hangat hangus hantar hantam hanya hanyut harap harga hari haru harum harus hasil hasrat hasut
hati haus hawa hebat heboh helai hemat hendak hening henti hewan hias hibur hidang hidup hijau hilang himpun hina
hindar hingga hirup hitam hitung hobi hormat hubung hujan hukum huni huruf hutan hutang iba ibadah ibu ide identitas
iklan iklim ikrar ikut ilmu imam iman imbang imbau impi impor incar indah indeks indera induk industri informasi
inap infus ingat ingin inovasi inspirasi instalasi instansi intan inti investasi irama iri iris irit isolasi
istimewa istirahat istri isyarat izin jabat jadi jadwal jaga jagat jahat jalan jalin jalur jam jamin jamu jangka
janji jantung jarak jaring jasa jasmani jatuh jauh jawab jaya jebak jelas jelek jelita jemput jemaah jamaah jempol
jenazah jendela jenis jenjang jeruk jijik jilat jinak jitu jiwa jodoh joget jorok jual juang juara judul jujur
jumlah jumpa junjung juragan jurus jurusan kabar kabel kabut kaca kaget kagum kaidah kaji kaku kalah kalangan
kalender kali kalimat kalori kamar kampanye kampung kampus kanan kandung kantor kantin kantong kapal kapasitas
karakter karat karbohidrat karir karton karyawan kasar kasih kasus kategori kawal kawan kawasan kaya kayu kebal
kebut kecewa kecil kecuali kecut kejar keji kejut kekal kelahi kelak keliling kelola keluar keluarga keluh kelurahan
kembali kembang kemudi kena kenal kenang kencang kencing kendala kendara kenyal kenyang kepala kepul keras kereta
keren kerja kerut kesan ketat ketik ketua khawatir khidmat khusus kiat kibar kiblat kilat kilau kilo kimia kini kira
kiri kirim kisah kisar kitab kliennya klien klinik klub kocok kode kokoh kolaborasi koleksi kolega kolektif koma
komandan kombinasi komentar komersial komisi komitmen kompak kompetisi komplek kompor komponen komposisi kompos
komunikasi kondisi koneksi konferensi konsep konsesi konstruksi konsultasi kontak kontrak kontrol kopor koper
koperasi korban kosong kostum kota kotor kredit kreasi kreatif krisis kritik kualitas kuasa kubur kuning kuliah
kuliner kumpul kumuh kunjung kupas kurang kurban kuras kurir kursus kurus kusut kuota kupon laba laci lacak ladang
lagu lahan lahir lain laju lakon laku lalai lalu lama lamar lambang lambat lampau lancar lancip lanjut lansia lantai
lapang lapar lapis lapor larang larut laskar latar latih laut lawan layak layan layar lebar lebat lebih lebur ledak
lega legal lekas lekat lelah lelang lelap lelucon lemah lemari lemas lembaga lembap lembab lembur lempar lengan
lengkap lengket lentur lepas lestari letak letih level lewat lezat liar libur lihat lilit limbah limpah lincah
lindung linen lingkar lingkungan lintas lipat liput lirik listrik lokasi logam logis lolos lomba lompat long longgar
lowong luang luap luar luas lubang lucu lugas luka luku lulus lumayan lumer lumpuh lunak lunas luncur lupa lurah
lurus lusuh lutut maaf mabuk macam macet madrasah magang maghrib mahal mahasiswa mahir main majelis maju makam makin
makmur maksud malas malam malu mampir mampu manajemen manfaat mandiri mandat manggung mangkal manusia manual marah
markas massal masa masalah masam masjid masuk masyarakat mata matang mati mau media medis mekar melarat melati
melayu memang menang menit menteri menu merah merata merawat merek meriah merk mesin mesra mesti mewah milik
milenial mimpi minat mingguan minim minus miring misi miskin misteri mobil mobile modal mode model modern modul
mohon montir motif motivasi motor muat muda mudah mudik mufakat muka mukim mulai mulia mulut mundur mungil mungkin
muntah murah muram murid murni museum musim musik muslim mustahil mutu nabati nada nafas naik najis nama nampak
nanti napas narasi nasabah nasib naskah nasional natal natural nazar negara negeri nekat netral netto nenek niaga
niat nikah nikmat nilai ningrat nobar nominal nonton norma normal nota nuansa nusantara nutrisi nyala nyaman nyaring
nyata nyawa nyeri obat objek olah olahraga operasi optimal orang organisasi orientasi ongkos ongkir pabrik pacu
padam padat padu pagar pagi paham pahala pahat pahlawan pajak pajang pakai pakan paket paksa palang paling palsu
pamer pameran pamit panas panci pandai pandang pandu panen panggung panggil pangkal pangkas panitia panjang pantai
pantang pantas pantau panutan papar para parah parkir partai partisi pas pasang pasar pasien pasir pasok pasti
pasukan patah patas paten pati patokan patuh patut paus pecah pedagang peduli pegang pegawai pejabat pekarangan
pekerja peka pekat pekan pelajar pelan pelatihan pelosok peluang peluk peluncuran pemda pemuda pemula pendek
penduduk penerbangan pengantin pengaruh peningkatan pensiun penting penuh penyakit perabot peran perang perangkat
percaya percik peregangan perempuan pergi perhati periksa perintah peristiwa perkara perlu permak permanen permisi
pernah persen persis pesan pesantren pesat peserta pesona pesta petani petik petugas piala piawai pihak pijak pikir
pikat pilih pilihan pilot pimpin pinang pindah pinggir pinjam pinta pintar piring pisah piutang plus pokok pola
polisi politik polos polusi pondok popok porsi posisi positif posko potensi potret praktik praktis prasmanan
presentasi prestasi pribadi prinsip prioritas privat produk profesi profesional profil program promo promosi
proporsi proposal proses prosedur protein proyek puas puasa pucat pucuk puja puji puker pulang pulau pulih puluh
punah puncak pungut punya pupil pupus pura purnama pusat pusing pustaka putih putra putar putri putus racun radius
raga ragam raih rahasia raja rajin rakit rakyat ramah ramai ramal rambah rambat rambut rampung rancang rangka
rangkai rangkul rangsang ranking rantau rapat rapi rasa rata rawan rawat raya rayu realisasi receh redup refleksi
regional registrasi regu reguler rehab rekam rekan rekat rekening rekomendasi rekor relasi relawan religi remaja
remas rembuk renang rencana rendah rendam rendang rengek renovasi renggang rentang rentan repot resah resap resepsi
resiko resmi respon restu retak riang riasan riba ribut rileks rimba rincian rindang rindu ringan ringkas rintis
risiko riset rizki rejeki rezeki roboh rohani rombong rombongan romantis roda rontok rubah rugi rujuk rukun rumit
rumput rumus runtuh rupa rusak rusuh rutin ruang sabar sadar sah sahabat saham sahur saing saji sakit saksi saku
sakti salah saldo salin salon salur salut sambung sambut sampah sampai samping samudra sanak sandar sandang sanding
sangat sanggul sanggup sanksi santai santri santun sapa saran sarana sarapan sarat saring sasar sasaran satpam satwa
saudara sawah sayang sebab sebar seberang sedap sederhana sedia sedih sedikit segel segera segar sehat seimbang
sejahtera sejajar sejarah sejati sejuk sektor selalu selamat selang selaras seleksi selenggara selera selesai
selimut selisih seluk semangat semarak sembahyang sembuh seminar sempat sempit sempurna semprot semua sendat sendiri
sengaja sengat seni senin senja sentuh senyum senyap sepakat sepi seram serah serang serap serba serbu seri serius
sertifikat seru servis sesak sesal setara setia setor setuju sewa siang siap siapa siar siasat sibuk sidang sifat
sigap sikap siksa silang silaturahmi simak simpati simpel simpul singgah singgung singkat singkir sinyal siram
sirkulasi sisa sisi sistem siswa situs skema skor soal sosial sosialisasi sopan sopir sorot staf stabil stasiun
status steril strategi stres studi stylish suami suara suasana subsidi subur suci sudut suguh suhu suka sukarela
sukses suku sulap sulit sumbang sumber sumur sungai sungguh sunyi surat surplus survei susah susul susun susut
sutradara swasta syair syarat syukur tabah tabrak tabung tabur tadah tagih tahap tahan tahun tajam takar takaran
takdir taksi takut taman tamat tambah tambak tambal tampak tampil tampung tanah tanam tanda tandang tangan tangkal
tangguh tanggal tanggap tanggung tangkap tanjak tanpa tantang tanya tapak taraf target tari tarif tarik taruh tata
tawar tawa tebak tebal tebang tebar teduh tegak tegas teguh teknik teknis teknologi teladan teliti telat teluk teman
tembus tempat tempel tempo tempuh temu tenaga tenang tendang tengah tengik tengok tentang tentara tenteram teori
tepat tepi terang terap terbang terbit teriak terik terima terjang terlantar terminal tersangka tertib terus
testimoni tetangga tetap tetes tidur tikung tim timbang timbul timbun timur timpa tindak tingkat tinggal tinggi
tinjau tipe tipis tipu tiris tiru titik titip tokoh tolak tolong tonton topik total trainer transfer transit trampil
tren tua tugas tuju tukang tukar tulang tuli tulis tulus tumbang tumbuh tumpah tumpuk tunai tunas tunda tunduk
tunggak tunggal tunggu tuntas tuntun tuntut turis turun turut tusuk tutor tutup ubah ucap udara uji ujung ukur ulah
ulang ulas ulet umat umpama umroh umrah umum umur undang undi undur unggas unggul ungkap ungu unik unit universitas
untung upacara upah upaya urus urut usaha usia usir usul usung utama utang utara utuh vaksin validasi variasi vegan
verifikasi versi viral visi vital vokal volume wabah wajah wajar wajib wakil waktu walau wali wangi wanita waras
warga waris warna warta waspada watak wawancara wibawa wilayah wisata wisma wisuda wujud yatim yayasan zaman zona
bambang agus slamet joko sri siti rini yanti wati tini sumi ngatmi parmi suyati sukarno suharto hartono susanto
santoso wibowo nugroho setiawan kurniawan saputra hidayat rahmat ahmad muhammad abdul nur ratna wahyuni suratmi
sutini mulyani marni warni partini sukarni sukarti suranti suparmi suparti tukiyem paijo painem kartini amazing
available awesome balance bar base beach beautiful big black blue body boutique box bottle breakfast brand bright
budget business buy cafe care cash certificate change check chef city class clean clear coffee cold color comfort
concept conference cool corner country cream crispy custom daily dark decor delicious design digital dinner display
double dry easy eat eco elegant fair family fast festival fine fit floral flower food free friendly fruit full fun
garden gift gold great green guest hand happy hard healthy heart high holiday home honest hot house ice idea inside
instant juice kids kitchen lady latte leaf less life light like line list little live local love low lunch machine
made mall market master meal meeting mix moment more mother music nature night non ocean oil one only open order
organic package party paper people perfect place plain plan plant pool power premium price print private pro profile
pure quality quick ready real recipe red refill request resort retail rich river room royal safe sale salty save sea
season second select sell serve service set shape shop show simple size skin slow small smart smooth snack soft
solid special spicy sport spring square standard star start station stock stop store strong style summer sun super
supply support sweet table take taste team tea test thin tool top touch tour trade traditional travel treat tree
true unique use value view vintage voucher walk wall warm wash water wedding week weight welcome white whole wide
wild wind wood work world yellow young
dinyatakan keaslian keemasan memenangkan pematangan pengusap penguras seberat sedalam selebar sepanjang setebal setinggi
"""

ORDINARY_ROOTS = frozenset(normalise_word(word) for word in _ROOTS.split())
"""Words no typing error hides behind."""
