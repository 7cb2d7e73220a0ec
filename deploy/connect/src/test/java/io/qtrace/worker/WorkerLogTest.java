package io.qtrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

class WorkerLogTest {

  @Test
  void showsNoCredentialsOfUrls() throws IOException {
    var properties = new Properties();
    properties.load(
        new StringReader(
            Files.readString(Path.of("src/main/resources/io/qtrace/worker/log4j2.properties"))));
    var layout =
        PatternLayout.newBuilder()
            .withPattern(properties.getProperty("appender.stdout.layout.pattern"))
            .withAlwaysWriteExceptions(false)
            .build();
    var event =
        Log4jLogEvent.newBuilder()
            .setLevel(Level.WARN)
            .setLoggerName("org.example.Client")
            .setMessage(new SimpleMessage("urls = [http://u:S3CR@ET@am:9093, https://S3CRET@b]"))
            .setThrown(new IOException("no http://am/?token=S3CRET&x=1"))
            .build();

    assertThat(layout.toSerializable(event))
        .contains("urls = [http://********@am:9093, https://********@b]")
        .contains("IOException: no http://am/?token=********&x=1")
        .contains("\tat io.qtrace.worker.WorkerLogTest")
        .doesNotContain("ET@");
  }
}
