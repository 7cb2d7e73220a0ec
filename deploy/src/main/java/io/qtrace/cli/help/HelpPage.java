package io.qtrace.cli.help;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What {@code --help} prints: descriptions are paragraphs, broken between words alone, so that
 * addresses and names stay whole; examples are printed as they are, to be copied.
 */
public final class HelpPage extends Help {

  /**
   * A line may be broken behind these, by the rules of Unicode: stand-ins for where it may not, of
   * which nothing is known but that they are characters.
   */
  private static final Map<Character, Character> STAND_INS =
      Map.of('.', '\uE000', ':', '\uE001', '/', '\uE002', '-', '\uE003', ',', '\uE004');

  public HelpPage(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  @Override
  public String description(Object... params) {
    var lines = commandSpec().usageMessage().description();
    if (lines.length == 0) {
      return "";
    }
    var text = broken(String.join(" ", lines), params);
    return lines[lines.length - 1].isEmpty() ? text + System.lineSeparator() : text;
  }

  @Override
  public String footer(Object... params) {
    return Arrays.stream(commandSpec().usageMessage().footer())
        .map(line -> line.startsWith(" ") ? line + System.lineSeparator() : broken(line, params))
        .collect(Collectors.joining());
  }

  private String broken(String line, Object... params) {
    int columns = commandSpec().usageMessage().width();
    return whole(
        join(ansi(), columns, true, new String[] {paragraph(line)}, new StringBuilder(), params)
            .toString());
  }

  @Override
  public String optionList() {
    return whole(super.optionList());
  }

  @Override
  public String parameterList() {
    return whole(super.parameterList());
  }

  @Override
  public String commandList(Map<String, Help> subcommands) {
    return whole(super.commandList(subcommands));
  }

  @Override
  public IOptionRenderer createDefaultOptionRenderer() {
    var renderer = super.createDefaultOptionRenderer();
    return (option, label, colors) ->
        renderer.render(
            OptionSpec.builder(option).description(paragraph(option.description())).build(),
            label,
            colors);
  }

  @Override
  public IParameterRenderer createDefaultParameterRenderer() {
    var renderer = super.createDefaultParameterRenderer();
    return (parameter, label, colors) ->
        renderer.render(
            PositionalParamSpec.builder(parameter)
                .description(paragraph(parameter.description()))
                .build(),
            label,
            colors);
  }

  /** Lines as one, with breaks at blanks alone. */
  private static String paragraph(String... lines) {
    var text = new StringBuilder(String.join(" ", lines).strip());
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i + 1) != ' ') {
        text.setCharAt(i, STAND_INS.getOrDefault(text.charAt(i), text.charAt(i)));
      }
    }
    return text.toString();
  }

  private static String whole(String text) {
    var whole = text;
    for (var standIn : STAND_INS.entrySet()) {
      whole = whole.replace(standIn.getValue(), standIn.getKey());
    }
    return whole;
  }
}
