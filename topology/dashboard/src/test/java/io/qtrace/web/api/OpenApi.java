package io.qtrace.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The contract, and whether answers are as it says. */
final class OpenApi {

  private final JsonNode root;

  OpenApi() throws IOException {
    try (var in = OpenApi.class.getResourceAsStream("/io/qtrace/web/openapi.json")) {
      root = new ObjectMapper().readTree(in);
    }
  }

  Set<String> paths() {
    return names(root.get("paths"));
  }

  /** Of the parameters behind the question mark. */
  Set<String> parameters(String path) {
    var names = new TreeSet<String>();
    for (var parameter : root.at("/paths").get(path).at("/get/parameters")) {
      if (parameter.get("in").asText().equals("query")) {
        names.add(parameter.get("name").asText());
      }
    }
    return names;
  }

  JsonNode operation(String path) {
    return root.at("/paths").get(path).get("get");
  }

  /** Of an answer with status 200. */
  JsonNode answer(String path) {
    return operation(path).at("/responses/200/content").elements().next().get("schema");
  }

  JsonNode schema(String name) {
    return root.at("/components/schemas").get(name);
  }

  Set<String> schemas() {
    return names(root.at("/components/schemas"));
  }

  /** Where a value differs from its schema; empty: nowhere. */
  List<String> differences(JsonNode schema, JsonNode value) {
    var found = new ArrayList<String>();
    check("", schema, value, found);
    return found;
  }

  private void check(String where, JsonNode given, JsonNode value, List<String> found) {
    var schema = resolved(given);
    if (!types(schema).isEmpty() && !types(schema).contains(type(value))) {
      found.add("%s is %s, not %s".formatted(where, type(value), types(schema)));
    } else if (value.isObject()) {
      checkObject(where, schema, value, found);
    } else if (value.isArray()) {
      for (var item : value) {
        check(where + "[]", schema.get("items"), item, found);
      }
    } else if (schema.has("pattern") && !value.asText().matches(schema.get("pattern").asText())) {
      found.add("%s is %s".formatted(where, value));
    }
  }

  private void checkObject(String where, JsonNode schema, JsonNode value, List<String> found) {
    var known = schema.path("properties");
    var others = schema.path("additionalProperties");
    for (var required : schema.path("required")) {
      if (!value.has(required.asText())) {
        found.add("%s lacks %s".formatted(where, required.asText()));
      }
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      var name = where + "." + member.getKey();
      if (known.has(member.getKey())) {
        check(name, known.get(member.getKey()), member.getValue(), found);
      } else if (others.isObject()) {
        check(name, others, member.getValue(), found);
      } else if (!others.asBoolean(true)) {
        found.add(name + " is not in the contract");
      }
    }
  }

  private JsonNode resolved(JsonNode schema) {
    var plain = schema.has("allOf") ? schema.get("allOf").get(0) : schema;
    return plain.has("$ref") ? root.at(plain.get("$ref").asText().substring(1)) : plain;
  }

  private static List<String> types(JsonNode schema) {
    var types = new ArrayList<String>();
    var given = schema.path("type");
    if (given.isArray()) {
      given.forEach(type -> types.add(type.asText()));
    } else if (!given.isMissingNode()) {
      types.add(given.asText());
    }
    if (types.contains("number")) {
      types.add("integer");
    }
    return types;
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      default -> "string";
    };
  }

  private static Set<String> names(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
