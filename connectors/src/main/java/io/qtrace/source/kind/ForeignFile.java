package io.qtrace.source.kind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A kind of files that are no trace that is read. No trace begins as they do.
 *
 * @param name what such a file is, for people: "a pcap"
 * @param advice what to do instead
 */
public record ForeignFile(String name, String advice) {

  /** How many bytes {@link #of} looks at. */
  public static final int HEAD_BYTES = 4096;

  /**
   * @param magic of its first bytes, a byte a character
   */
  private record Kind(Pattern magic, ForeignFile file, boolean isText) {}

  private static final String UNPACK_IT = "unpack it with '";
  private static final String UTF_16 = "UTF-16 text, as PowerShell's '>' writes it";
  private static final String UTF_32 = "UTF-32 text";

  /** In front of HTML and XML. Comments are not divided in other ways where nothing follows. */
  private static final String COMMENTS = "(\\xef\\xbb\\xbf)?\\s*+(?:(?><!--(?s:.*?)-->)\\s*+)*+";

  /** Mode, owners, size, time and sum of tar before POSIX, in octal digits. */
  private static final String OLD_TAR =
      "[^\\x00][\\x00-\\xff]{99}([0-7 ]{6}[0-7 \\x00][ \\x00]){3}([0-7 ]{11}[ \\x00]){2}[0-7 ]{6}\\x00 ";

  private static final String GIVE_THE_TRACE = "give the file that QEMU's -D or -trace file= names";

  /** And what follows it in its line. */
  private static final String AN_EVENT = "\\b[a-z][a-z0-9]*_[a-z0-9_]+[ (][^\\r]*+";

  private static final List<Kind> KINDS =
      List.of(
          compressed("\\xfd7zXZ\\x00", "xz", "xz -dc"),
          compressed("BZh[1-9](1AY&|\\x17rE8)", "bzip2", "bzip2 -dc"),
          compressed("\\x04\"M\\x18|\\x02!L\\x18", "lz4", "lz4 -dc"),
          compressed("LZIP\\x01", "lzip", "lzip -dc"),
          compressed("\\x89LZO\\x00", "lzop", "lzop -dc"),
          compressed(
              "\\x5d\\x00\\x00[\\x00-\\xff]{2}(\\xff{8}|[\\x00-\\xff]{5}\\x00{3})",
              "lzma", "lzma -dc"),
          compressed("PK(\\x03\\x04|\\x05\\x06|\\x07\\x08)", "zip", "unzip -p"),
          compressed("\\x1f[\\x9d\\xa0]", "compress", "uncompress -c"),
          compressed("7z\\xbc\\xaf'\\x1c", "7z", "7z e -so"),
          compressed("Rar!\\x1a\\x07", "rar", "unrar p"),
          compressed("\\xff\\x06\\x00\\x00sNaPpY", "snappy", "snzip -dc"),
          compressed(
              "x([\\x01\\x9c\\xda]|\\^[\\x00-\\xff]{0,14}?[^\\t\\r\\n -~])",
              "zlib",
              "zlib-flate -uncompress"),
          twice("\\x1f\\x8b\\x08", "gzip", "gzip -dc"),
          twice("\\x28\\xb5\\x2f\\xfd", "zstd", "zstd -dc"),
          kind(
              "\\xff{8}(\\xb4\\x29\\xa4\\r\\n\\xcb|\\xf2\\xb1w\\xcb\\r\\n\\xa4)",
              "a simple trace that was copied as text: each of its LF is CR LF now",
              "copy it again, in binary mode"),
          kind(
              "(\\xef\\xbf\\xbd){8}|(\\xc3\\xbf){8}",
              "something binary that was taken for text: bytes of it are lost",
              "copy it again, in binary mode"),
          encoded("\\xff\\xfe\\x00\\x00|\\x00\\x00\\xfe\\xff", UTF_32, "UTF-32"),
          encoded("([\\t\\r\\n -~]\\x00{3}){8}", UTF_32, "UTF-32LE"),
          encoded("(\\x00{3}[\\t\\r\\n -~]){8}", UTF_32, "UTF-32BE"),
          encoded("\\xff\\xfe|\\xfe\\xff", UTF_16, "UTF-16"),
          encoded("([\\t\\r\\n -~]\\x00){16}", UTF_16, "UTF-16LE"),
          encoded("(\\x00[\\t\\r\\n -~]){16}", UTF_16, "UTF-16BE"),
          kind(
              "(?=[^\\n]*+\\z)(?>(?s:.*?)%1$s\\r)(?>(?s:.*?)%1$s(\\r|\\z))".formatted(AN_EVENT),
              "text whose lines end with CR alone",
              "only LF and CR LF are read; convert it with \"tr '\\r' '\\n'\" first"),
          text(
              COMMENTS + "(?i)(<!doctype\\s+html|<html[\\s>])",
              "a web page (HTML)",
              "look at what was downloaded"),
          text(COMMENTS + "<(\\?xml |svg[\\s>]|domain[\\s>])", "XML", GIVE_THE_TRACE),
          text(
              COMMENTS + "<([A-Za-z][\\w:.-]*+)(\\s[^<>]*)?>(?s:.*)</\\2>",
              "XML or HTML",
              GIVE_THE_TRACE),
          kind(
              "(?:From [^\\n]*+\\n)?(?:(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|Message-I[Dd]|MIME-Version|Content-Type|X-[\\w-]++):[^\\n]*+\\n(?:[ \\t][^\\n]*+\\n)*+){3}",
              "a mail", "give the log that is in it as a file of its own"),
          kind(
              "[\\x00-\\xff]{257}ustar[\\x00 ]|" + OLD_TAR,
              "a tar archive",
              "unpack it, and give the trace that is in it"),
          other("\\x7fELF", "a program or a core dump (ELF)"),
          other(
              "MZ(\\x90\\x00|[\\x00-\\xff]{58}[\\x00-\\xff]{2}\\x00\\x00)",
              "a program of Windows (PE)"),
          other(
              "(\\xcf|\\xce)\\xfa\\xed\\xfe|\\xca\\xfe\\xba\\xbe\\x00",
              "a program (Mach-O, or a class of Java)"),
          other("[\\xd4\\x4d][\\xc3\\x3c]\\xb2\\xa1|\\xa1\\xb2[\\xc3\\x3c][\\xd4\\x4d]", "a pcap"),
          other("\\n\\r\\r\\n([\\x00-\\xff]{3}\\x00|\\x00[\\x00-\\xff]{3})", "a pcapng"),
          other("\\x89PNG\\r\\n", "a picture (PNG)"),
          other("\\xff\\xd8\\xff", "a picture (JPEG)"),
          other("GIF8[79]a", "a picture (GIF)"),
          other("BM[\\x00-\\xff]{4}\\x00{4}", "a picture (BMP)"),
          other("II\\*\\x00|MM\\x00\\*", "a picture (TIFF)"),
          other("\\x00\\x00[\\x01\\x02]\\x00[^\\x00]\\x00", "a picture (ICO)"),
          other("ID3[\\x02-\\x04]|OggS\\x00|fLaC\\x00", "a sound or film (MP3, Ogg or FLAC)"),
          other("[\\x00-\\xff]{4}ftyp|\\x1aE\\xdf\\xa3", "a film (MP4 or Matroska)"),
          other("\\x89HDF\\r\\n\\x1a\\n|\\x93NUMPY", "an array of numbers (HDF5 or NumPy)"),
          other("\\xd0\\xcf\\x11\\xe0\\xa1\\xb1\\x1a\\xe1", "a document (OLE, as of old Office)"),
          other("bplist0\\d", "a property list of macOS (plist)"),
          other("\\{\\\\rtf1", "a document (RTF)"),
          other("%!PS-Adobe", "a document (PostScript)"),
          other("version https://git-lfs\\.", "a pointer of Git LFS to the file itself"),
          other("%PDF-", "a document (PDF)"),
          other(
              "[\\x00-\\xff]{2}\\r\\n[\\x00-\\x03]\\x00{3}", "a compiled program of Python (pyc)"),
          other("\\x00asm\\x01\\x00", "a program (WebAssembly)"),
          other("JAVA PROFILE 1\\.", "a heap dump of Java (hprof)"),
          other("FLR\\x00", "a recording of Java's Flight Recorder (jfr)"),
          other("ElfFile\\x00", "an event log of Windows (evtx)"),
          other("QFI\\xfb", "a disk image (qcow2)"),
          text("<<< [^\\n]*Disk Image >>>\\n\\x00", "a disk image (VDI)", GIVE_THE_TRACE),
          other("vhdxfile", "a disk image (VHDX)"),
          other("conectix", "a disk image (VHD)"),
          other("XFSB\\x00", "a file system (XFS)"),
          other("(?=[^\\n]*\\x00)[\\x00-\\xff]{510}U\\xaa", "a disk image (with a boot sector)"),
          other("QED\\x00", "a disk image (QED)"),
          other("LUKS\\xba\\xbe", "an encrypted disk (LUKS)"),
          other("hsqs|sqsh", "a file system (squashfs)"),
          other("\\x01CD001\\x01", "a disk image (ISO 9660)"),
          other("KDMV[\\x01-\\x03]\\x00|COWD\\x01\\x00", "a disk image (VMDK)"),
          other("KDUMP   |DISKDUMP", "a memory dump (kdump)"),
          other("QEVM\\x00\\x00\\x00", "a saved or migrated VM (QEMU's savevm)"),
          other("RIFF[\\x00-\\xff]{4}[A-Z]{3}", "a sound, picture or film (RIFF)"),
          other("PACK\\x00\\x00\\x00", "a pack of git's"),
          other("\\xd0\\r\\xfe\\xed", "a device tree (dtb)"),
          other("-----BEGIN [A-Z ]+-----", "a key or a certificate (PEM)"),
          other("SQLite format 3\\x00", "a database (SQLite)"),
          other("!<arch>\\n", "an archive of ar, such as a Debian package"),
          other("\\xed\\xab\\xee\\xdb", "a package of rpm"),
          other("07070[12][0-9a-fA-F]{104}", "a cpio archive"),
          other("Obj\\x01", "an Avro file"),
          other("PAR1[^ -~]", "a Parquet file"),
          other("ORC[^ -~]", "an ORC file"),
          other("ARROW1\\x00", "an Arrow file"),
          kind(
              "LPKSHHRH",
              "a file of the journal",
              "give the text that 'journalctl --file=FILE -o json' prints of it"),
          kind(
              "__CURSOR=[^\\n]*\\n__",
              "what 'journalctl -o export' prints",
              "give what 'journalctl -o json' prints"),
          kind(
              "\\x17\\x08Dtracing",
              "a trace of trace-cmd (trace.dat)",
              "give the text that 'trace-cmd report' prints of it"),
          other("PERFILE2|2ELIFREP", "a recording of perf (perf.data)"),
          other(
              "\\xc1\\x1f\\xfc\\xc1|\\xc1\\xfc\\x1f\\xc1|W\\x1d\\xd1u|u\\xd1\\x1dW|/\\* CTF 1\\.\\d",
              "a trace in CTF, as LTTng writes it"));

  private static Kind compressed(String magic, String name, String unpack) {
    return kind(
        magic,
        "compressed with " + name,
        "only zstd and gzip are read; %s%s' first".formatted(UNPACK_IT, unpack));
  }

  /** Text of another encoding, which iconv knows. */
  private static Kind encoded(String magic, String name, String encoding) {
    return kind(
        magic,
        name,
        "only UTF-8 is read; convert it with 'iconv -f %s -t UTF-8' first".formatted(encoding));
  }

  /** What comes out when one layer is unpacked. */
  private static Kind twice(String magic, String name, String unpack) {
    return kind(
        magic,
        "compressed twice, %s inside".formatted(name),
        "only one layer is unpacked; unpack the outer one first, and try '%s' on what comes out"
            .formatted(unpack));
  }

  private static Kind other(String magic, String name) {
    return kind(magic, name, GIVE_THE_TRACE);
  }

  private static Kind kind(String magic, String name, String advice) {
    return new Kind(Pattern.compile(magic), new ForeignFile(name, advice), false);
  }

  /** A log may begin like that, with what a wrapper or a guest has printed. */
  private static Kind text(String magic, String name, String advice) {
    return new Kind(Pattern.compile(magic), new ForeignFile(name, advice), true);
  }

  /**
   * What a file is that is no trace that is read.
   *
   * @param head its first bytes
   */
  public static Optional<ForeignFile> of(byte[] head) {
    return first(head, kind -> true);
  }

  /** The same of what no log begins like, whatever follows. */
  public static Optional<ForeignFile> ofNoText(byte[] head) {
    return first(head, kind -> !kind.isText);
  }

  private static Optional<ForeignFile> first(byte[] head, Predicate<Kind> wanted) {
    var text = new String(head, ISO_8859_1);
    return KINDS.stream()
        .filter(kind -> wanted.test(kind) && kind.magic.matcher(text).lookingAt())
        .map(Kind::file)
        .findFirst()
        .or(
            () ->
                JsonHead.isDocument(head)
                    ? Optional.of(new ForeignFile("JSON", GIVE_THE_TRACE))
                    : Optional.empty());
  }

  /**
   * The same where it came out of something compressed: all of that is to be unpacked.
   *
   * @param unpack the command that unpacks it to its standard output, "gzip -dc"; empty if it was
   *     not compressed
   */
  public ForeignFile inside(String unpack) {
    return unpack.isEmpty()
        ? this
        : new ForeignFile(name, advice.replace(UNPACK_IT, UNPACK_IT + unpack + " FILE | "));
  }

  /** What it is, and what to do, for messages: "it is a pcap, and no trace; …". */
  public String refusal() {
    return "it is %s, and %s".formatted(name, isReadOtherwise() ? advice : "no trace; " + advice);
  }

  /** The same where definitions should have been. */
  public String refusalAsDefinitions() {
    return "it is %s, and %s".formatted(name, isReadOtherwise() ? advice : "no definitions");
  }

  /** Whether it may well hold what was wanted. */
  private boolean isReadOtherwise() {
    return advice.startsWith("only ");
  }
}
