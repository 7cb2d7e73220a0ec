package io.qtrace.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:9092",
        "a:1, b-2.example.org:65535",
        "[::1]:9092",
        "[fe80::1%eth0]:9092",
        "10.0.0.1:9092",
        "PLAINTEXT://kafka:9092",
        "qtrace_kafka:9092",
      })
  void readsBrokers(String text) {
    assertThat(Addresses.brokers(" " + text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "foo",
        "foo:",
        ":9092",
        "foo:1:2",
        "foo:0",
        "foo:65536",
        "http://a:1/b",
        "a b:1"
      })
  void refusesWhatIsNoBroker(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Addresses.brokers("ok:1," + text))
        .withMessage(
            "'%s' is no address of a broker; write HOST:PORT, such as localhost:9092", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8081",
        "https://me:pass@registry:8081/apis/ccompat/v7",
        "http://a,http://b",
        "HTTP://[::1]:8081",
        "http://qtrace_registry:8081",
      })
  void readsUrls(String text) {
    assertThat(Addresses.urls(text, "x")).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:8081",
        "ftp://a",
        "http://",
        "http:a",
        "http://a:70000",
        "http://a b"
      })
  void refusesWhatIsNoUrl(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Addresses.urls(text, "http://b"))
        .withMessage("'%s' is no http or https URL; write one such as http://b", text);
  }
}
