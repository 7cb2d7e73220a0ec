package io.qtrace.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of docs/api.md are made from the contract. */
final class ApiDocsTest {

  private static final Path FILE = Path.of("..", "..", "docs", "api.md");

  /** Contracts of topics, which have pages of their own. */
  private static final Set<String> OF_TOPICS =
      Set.of("RamBlockConversions", "Alert", "Ledger", "Instant", "Int64", "Cursor");

  private OpenApi contract;

  @BeforeEach
  void read() throws IOException {
    contract = new OpenApi();
  }

  @Test
  void tablesAreThoseOfTheContract() throws IOException {
    var text = Files.readString(FILE);
    var wanted = with(text, "routes", routes());
    wanted = with(wanted, "parameters", parameters());
    wanted = with(wanted, "events", members("StreamEvents"));
    wanted = with(wanted, "schemas", schemas());
    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(FILE, wanted);
    }
    assertThat(text)
        .as("docs/api.md; ApiDocsTest writes it with -Dqtrace.goldens.write=true")
        .isEqualTo(wanted);
  }

  private static String with(String text, String name, String table) {
    var marks =
        Pattern.compile(
            "(<!-- %1$s -->\n).*?(<!-- end of %1$s -->)".formatted(name), Pattern.DOTALL);
    return marks.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(table) + "$2");
  }

  private String routes() {
    var table = new StringBuilder("| path | what | parameters |\n|---|---|---|\n");
    for (var path : contract.paths()) {
      var names = new StringBuilder();
      contract.parameters(path).forEach(name -> names.append(" `").append(name).append('`'));
      table
          .append("| `%s` | %s |".formatted(path, contract.operation(path).get("summary").asText()))
          .append(names)
          .append(" |\n");
    }
    return table.toString();
  }

  private String parameters() {
    var meanings = new TreeMap<String, Set<String>>();
    for (var path : contract.paths()) {
      for (var parameter : contract.operation(path).get("parameters")) {
        var name = parameter.get("name").asText();
        meanings.computeIfAbsent(name, n -> new TreeSet<>()).add(meaning(parameter));
      }
    }
    var table = new StringBuilder("| parameter | meaning |\n|---|---|\n");
    meanings.forEach(
        (name, texts) -> table.append("| `%s` | %s |\n".formatted(name, String.join("; ", texts))));
    return table.toString();
  }

  private static String meaning(JsonNode parameter) {
    var text = parameter.get("description").asText();
    var schema = parameter.get("schema");
    if (schema.has("enum")) {
      var values = new StringBuilder();
      schema.get("enum").forEach(value -> values.append(" `").append(value.asText()).append('`'));
      text += ":" + values;
    }
    return schema.has("default") ? text + "; by default " + schema.get("default").asText() : text;
  }

  private String schemas() {
    var table = new StringBuilder("| answer | what | members |\n|---|---|---|\n");
    for (var name : contract.schemas()) {
      if (!OF_TOPICS.contains(name) && !name.equals("StreamEvents")) {
        var schema = contract.schema(name);
        var members = new StringBuilder();
        schema.get("properties").fieldNames().forEachRemaining(m -> members.append(" `" + m + "`"));
        table.append(
            "| %s | %s |%s |\n".formatted(name, schema.get("description").asText(), members));
      }
    }
    return table.toString();
  }

  private String members(String schema) {
    var table = new StringBuilder("| event | its data |\n|---|---|\n");
    for (Map.Entry<String, JsonNode> event :
        contract.schema(schema).get("properties").properties()) {
      var data = event.getValue().get("$ref").asText().replaceFirst(".*/", "");
      table.append("| `%s` | %s |\n".formatted(event.getKey(), data));
    }
    return table.toString();
  }
}
