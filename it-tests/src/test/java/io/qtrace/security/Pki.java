package io.qtrace.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys and certificates of one test run, made by keytool: an authority, a server and a client. */
final class Pki {

  static final String PASSWORD = "store-s3cret";

  /** Whose certificate the client has. */
  static final String CLIENT = "CN=qtrace-client";

  private final Path directory;
  private final KeyStore all;

  private Pki(Path directory, KeyStore all) {
    this.directory = directory;
    this.all = all;
  }

  /** The server's certificate is for {@code localhost}, not for 127.0.0.1. */
  static Pki create(Path directory) throws Exception {
    var file = Files.createDirectories(directory).resolve("all.p12");
    keytool(file, "authority", "CN=authority", "-ext", "bc:c");
    keytool(file, "server", "CN=server", "-signer", "authority", "-ext", "san=dns:localhost");
    keytool(file, "client", CLIENT, "-signer", "authority");
    keytool(file, "stranger", "CN=stranger", "-ext", "bc:c");
    return new Pki(directory, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
  }

  private static void keytool(Path file, String alias, String name, String... more)
      throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                name));
    command.addAll(List.of(more));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException("keytool fails: " + output);
    }
  }

  /** A key with its chain, of {@code type} PKCS12 or JKS. */
  Path keyStore(String alias, String type) throws GeneralSecurityException, IOException {
    var store = empty(type);
    store.setEntry(alias, key(alias), protection());
    return write(store, alias + "." + type);
  }

  /** The certificate of an authority: {@code authority}, or {@code stranger}, who signs nobody. */
  Path trustStore(String alias, String type) throws GeneralSecurityException, IOException {
    var store = empty(type);
    store.setEntry(alias, new TrustedCertificateEntry(key(alias).getCertificate()), null);
    return write(store, "trust-" + alias + "." + type);
  }

  /** A private key and its chain as text. */
  Path pemKey(String alias) throws GeneralSecurityException, IOException {
    var text = new StringBuilder(pem("PRIVATE KEY", key(alias).getPrivateKey().getEncoded()));
    for (var certificate : key(alias).getCertificateChain()) {
      text.append(pem(certificate));
    }
    return Files.writeString(directory.resolve(alias + ".pem"), text);
  }

  Path pemTrust() throws GeneralSecurityException, IOException {
    var certificate = key("authority").getCertificate();
    return Files.writeString(directory.resolve("trust.pem"), pem(certificate));
  }

  private PrivateKeyEntry key(String alias) throws GeneralSecurityException {
    return (PrivateKeyEntry) all.getEntry(alias, protection());
  }

  private static PasswordProtection protection() {
    return new PasswordProtection(PASSWORD.toCharArray());
  }

  private static KeyStore empty(String type) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(type);
    store.load(null, null);
    return store;
  }

  private Path write(KeyStore store, String name) throws GeneralSecurityException, IOException {
    var file = directory.resolve(name);
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static String pem(Certificate certificate) throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  private static String pem(String what, byte[] bytes) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what);
  }
}
