package io.qtrace;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Methods and constructors have few parameters: where there are more, some of them belong together,
 * and are a record with a name.
 */
@Tag("slow")
final class ParametersTest {

  private static final int MOST = 4;
  private static final int MOST_EXCEPTIONS = 8;

  private static final String AS_KAFKA = "as Kafka's ConfigDef.define has them, in its order";
  private static final String ONE_TABLE =
      "what a rule looks at is all that it is given; one table in Attribution wires the rules";
  private static final String CONTENTS =
      "the table of contents: what each part of the stage uses is a record already";
  private static final String DERIVED = "the record's own, but for the one that follows from them";

  /** Which have more, and why; Java calls a constructor {@code <init>}. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "io.qtrace.connect.setting.SettingGroup.text", AS_KAFKA,
          "io.qtrace.connect.setting.SettingGroup.number", AS_KAFKA,
          "io.qtrace.connect.setting.SettingGroup.define", AS_KAFKA,
          "io.qtrace.conversion.attribution.rule.DiscardRule.<init>", ONE_TABLE,
          "io.qtrace.conversion.attribution.rule.Doubt.<init>", ONE_TABLE,
          "io.qtrace.conversion.attribution.rule.Settlement.<init>", ONE_TABLE,
          "io.qtrace.topology.DecodeTopology.<init>", CONTENTS,
          "io.qtrace.topology.raw.RawRecord.<init>", DERIVED);

  @Test
  void areFourAtMost() {
    var found = new TreeMap<String, Integer>();
    for (var owner : DependencyTest.QTRACE) {
      if (!owner.getPackageName().equals("io.qtrace.contract")) { // which Avro generates
        written(owner).forEach(unit -> found.merge(name(unit), parameters(unit), Math::max));
      }
    }
    found.values().removeIf(count -> count <= MOST);

    assertThat(found.keySet())
        .as("of more than %d parameters: %s", MOST, found)
        .isEqualTo(EXCEPTIONS.keySet());
  }

  @Test
  void haveFewExceptions() {
    assertThat(EXCEPTIONS).hasSizeLessThanOrEqualTo(MOST_EXCEPTIONS);
  }

  /** How parameters are counted is shown by the methods' names. */
  @Test
  void areCountedAsTheyAreWritten() {
    var units =
        new ClassFileImporter()
            .importClasses(Sample.class, Sample.Kind.class, Sample.Pair.class).stream()
                .flatMap(ParametersTest::written)
                .collect(toMap(ParametersTest::name, ParametersTest::parameters, Math::max));

    assertThat(units)
        .containsEntry(Sample.class.getName() + ".rangeAndLast", 2)
        .containsEntry(Sample.class.getName() + ".rangeToRange", 2)
        .containsEntry(Sample.class.getName() + ".intsWithoutBytes", 2)
        .containsEntry(Sample.Kind.class.getName() + ".<init>", 1)
        .containsEntry(Sample.Pair.class.getName() + ".<init>", 1);
  }

  interface Sample {

    void rangeAndLast(byte[] b, int from, int to, boolean last);

    void rangeToRange(byte[] in, int from, int to, byte[] out, int at);

    void intsWithoutBytes(int from, int to);

    /** Java adds a name and a number to its constructor. */
    enum Kind {
      ANY("any");

      final String text;

      Kind(String text) {
        this.text = text;
      }
    }

    /** Its canonical constructor does not count. */
    record Pair(int a, int b) {

      Pair(int both) {
        this(both, both);
      }
    }
  }

  private static String name(JavaCodeUnit unit) {
    return unit.getOwner().getName() + "." + unit.getName();
  }

  /** Those that somebody wrote, and chose the parameters of. */
  private static Stream<JavaCodeUnit> written(JavaClass owner) {
    boolean isNamed = !owner.isAnonymousClass() && !owner.isLocalClass();
    var constructors = owner.getConstructors().stream().filter(one -> isNamed && !isCanonical(one));
    return Stream.<JavaCodeUnit>concat(owner.getMethods().stream(), constructors)
        .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC));
  }

  private static boolean isCanonical(JavaConstructor constructor) {
    var owner = constructor.getOwner();
    var fields =
        owner.getFields().stream()
            .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
            .map(field -> field.getRawType())
            .toList();
    return owner.isRecord() && names(fields).equals(names(constructor.getRawParameterTypes()));
  }

  private static List<String> names(Collection<JavaClass> types) {
    return types.stream().map(JavaClass::getName).sorted().toList();
  }

  /** An array of bytes and the places in it are one: a range. */
  private static int parameters(JavaCodeUnit unit) {
    int count = -hidden(unit);
    boolean isInRange = false;
    for (var type : unit.getRawParameterTypes()) {
      boolean isPlace = isInRange && type.isEquivalentTo(int.class);
      isInRange = isPlace || type.isEquivalentTo(byte[].class);
      count += isPlace ? 0 : 1;
    }
    return count;
  }

  /** What Java puts in front of those that are written. */
  private static int hidden(JavaCodeUnit unit) {
    boolean isConstructor = unit.isConstructor();
    if (isConstructor && unit.getOwner().isEnum()) {
      return 2; // the constant's name and number
    }
    return isConstructor && unit.getOwner().isInnerClass() ? 1 : 0; // the object around it
  }
}
