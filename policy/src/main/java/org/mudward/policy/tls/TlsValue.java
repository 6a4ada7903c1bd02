package org.mudward.policy.tls;

/**
 * One value of a parameter, for people.
 *
 * @param value a number as 0x and digits, or a text
 * @param name what the registry calls the number; empty if that is not known here
 */
public record TlsValue(TlsParameter parameter, String value, String name) {
  /** A number with its name. */
  public static TlsValue of(TlsParameter parameter, int number) {
    String form = parameter == TlsParameter.PSK_KEY_EXCHANGE_MODE ? "0x%02X" : "0x%04X";
    return new TlsValue(parameter, String.format(form, number), TlsNames.of(parameter, number));
  }

  static TlsValue of(TlsParameter parameter, String text) {
    return new TlsValue(parameter, text, "");
  }

  /** Value and name together. */
  public String words() {
    return value + (name.isEmpty() ? "" : " (" + name + ")");
  }
}
