package io.qtrace.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://user:S3CRET@registry:8081/apis     | http://user:********@registry:8081/apis
          http://user:S3CR@T@registry:8081          | http://user:********@registry:8081
          http://user:S3/CR?ET@registry:8081        | http://user:********@registry:8081
          https://S3CRET@registry                   | https://********@registry
          https://:S3CRET@registry                  | https://:********@registry
          http://a:S3CRET@one:1,http://b:S3CRET@two | http://a:********@one:1,http://b:********@two
          http://am:9093/?token=S3CRET&x=S3CRET#top | http://am:9093/?token=********&x=********#top
          http://am/hook?S3CRET_IS_NO_VALUE         | http://am/hook?S3CRET_IS_NO_VALUE
          Module required username="u" password="S3C RET"; | Module required username="u" password=********;
          Module required clientSecret='S3CRET';    | Module required clientSecret=********;
          kafka.sasl.password = S3CRET              | kafka.sasl.password = ********
          Authorization: Bearer S3CRET.S3CRET       | Authorization: Bearer ********
          Authorization: Basic UzNDUkVUOlMz         | Authorization: Basic ********
          (at http://u:S3CRET@registry:8081)        | (at http://u:********@registry:8081)
          """)
  void credentialsAreMaskedWhereverTheyStand(String text, String masked) {
    assertThat(Secrets.masked(text)).isEqualTo(masked);
    assertThat(Secrets.masked(masked)).as("once more").isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8081/apis/ccompat/v7",
    "http://localhost:8081/a@b",
    "127.0.0.1:9092 and mail@example.org",
    "jdbc:h2:file:/srv/x;WRITE_DELAY=0",
    "a wrong password, or none",
    "the token expired",
    "dbs=0x1 token_bucket 4"
  })
  void whatIsNoSecretStays(String text) {
    assertThat(Secrets.masked(text)).isEqualTo(text);
  }

  @Test
  void aSettingIsMaskedByItsKey() {
    assertThat(Secrets.masked("kafka.ssl.key.password", "x")).isEqualTo("********");
    assertThat(Secrets.masked("registry.bearer.auth.token", "x")).isEqualTo("********");
    assertThat(Secrets.masked("registry.basic.auth.credentials.source", "URL")).isEqualTo("URL");
    assertThat(Secrets.masked("registry", "http://u:x@r")).isEqualTo("http://u:********@r");
  }
}
