package org.mudward.mud.fetch;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Set;
import javax.crypto.interfaces.DHKey;
import org.jspecify.annotations.Nullable;

/**
 * What TLS may rely on, beyond what the JRE already refuses (RFC 9325 section 4): signatures over
 * MD5 and SHA-1 can be forged, and keys of 1024 bits can be bought.
 */
final class StrongAlgorithms implements AlgorithmConstraints {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MIN_DH_BITS = 2048;
  private static final int MIN_EC_BITS = 256;

  @Override
  public boolean permits(
      Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
    String name = algorithm.toUpperCase(Locale.ROOT);
    boolean broken = name.contains("MD5") || name.contains("MD2") || name.contains("SHA1");
    return !(broken && primitives.contains(CryptoPrimitive.SIGNATURE));
  }

  @Override
  public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
    if (key instanceof RSAKey rsa) {
      return rsa.getModulus().bitLength() >= MIN_RSA_BITS;
    }
    if (key instanceof ECKey ec) {
      return ec.getParams().getCurve().getField().getFieldSize() >= MIN_EC_BITS;
    }
    return !(key instanceof DHKey dh) || dh.getParams().getP().bitLength() >= MIN_DH_BITS;
  }

  @Override
  public boolean permits(
      Set<CryptoPrimitive> primitives,
      String algorithm,
      Key key,
      @Nullable AlgorithmParameters parameters) {
    return permits(primitives, algorithm, parameters) && permits(primitives, key);
  }
}
