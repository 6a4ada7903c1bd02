package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network needs to admit devices by certificate (IEEE 802.1X, EAP-TLS): an authority, and a
 * real FreeRADIUS on the gateway, which tells the product who has come in and who has gone.
 */
public final class WiredNetwork {
  static final String SECRET = "testing123";

  private static final long START_SECONDS = 15;

  /** What docs/hooks.md tells an operator to write, with the folders of a lab. */
  private static final String RADIUS =
      """
      libdir = /usr/lib/freeradius
      run_dir = %1$s
      log {
        destination = stdout
      }
      security {
        allow_core_dumps = no
      }
      client switch {
        ipaddr = 127.0.0.1
        secret = %2$s
      }
      modules {
        eap {
          default_eap_type = tls
          tls-config site {
            private_key_file = %1$s/server.key
            certificate_file = %1$s/server.pem
            ca_file = %1$s/ca.pem
            tls_max_version = "1.2"
            ecdh_curve = ""
            cache {
              enable = no
            }
            verify {
              tmpdir = %1$s/tmp
              client = "/bin/cp %%{TLS-Client-Cert-Filename} %1$s/shown/%%{Calling-Station-Id}"
            }
          }
          tls {
            tls = site
          }
        }
        always ok {
          rcode = ok
        }
        exec mudward_certificate {
          wait = yes
          program = "%3$s certificate %%{Calling-Station-Id} %1$s/shown/%%{Calling-Station-Id} \
      --serial=%%{TLS-Client-Cert-Serial} \
      --authority=%%{TLS-Client-Cert-X509v3-Authority-Key-Identifier} \
      --port=%%{NAS-Identifier} --session=%%{Acct-Session-Id}"
        }
        exec mudward_session_start {
          wait = yes
          program = "%3$s session-start %%{Calling-Station-Id} \
      --port=%%{NAS-Identifier} --session=%%{Acct-Session-Id}"
        }
        exec mudward_session_end {
          wait = yes
          program = "%3$s session-end %%{Calling-Station-Id} \
      --port=%%{NAS-Identifier} --session=%%{Acct-Session-Id}"
        }
      }
      server site {
        listen {
          type = auth
          ipaddr = 127.0.0.1
          port = 1812
        }
        listen {
          type = acct
          ipaddr = 127.0.0.1
          port = 1813
        }
        authorize {
          eap
        }
        authenticate {
          eap
        }
        post-auth {
          mudward_certificate {
            reject = 1
            fail = 1
            handled = 1
            invalid = 1
          }
        }
        accounting {
          if (&Acct-Status-Type == Start) {
            mudward_session_start {
              reject = 1
              fail = 1
              handled = 1
              invalid = 1
            }
          }
          if (&Acct-Status-Type == Stop) {
            mudward_session_end {
              reject = 1
              fail = 1
              handled = 1
              invalid = 1
            }
          }
          ok
        }
      }
      """;

  /** The extensions of RFC 8520 section 11, as openssl is told them. */
  private static final String EXTENSIONS =
      """
      [ server ]
      keyUsage = critical, digitalSignature
      extendedKeyUsage = serverAuth
      [ device ]
      keyUsage = critical, digitalSignature
      extendedKeyUsage = clientAuth
      authorityKeyIdentifier = keyid
      1.3.6.1.5.5.7.1.25 = ASN1:IA5STRING:%s
      1.3.6.1.5.5.7.1.30 = ASN1:SEQUENCE:name
      [ name ]
      part = SET:set
      [ set ]
      only = SEQUENCE:pair
      [ pair ]
      type = OID:commonName
      value = UTF8:%s
      """;

  private final Network network;
  private final Path folder;
  private int certificates;

  /** Makes the authority, and starts FreeRADIUS; the product has to be there. */
  WiredNetwork(Network network) throws IOException {
    this.network = network;
    folder = network.folder().resolve("radius");
    Files.createDirectories(folder.resolve("tmp"));
    Files.createDirectories(folder.resolve("shown"));
    key("ca");
    String usage = "keyUsage=critical,keyCertSign,cRLSign";
    openssl(
        List.of(
            "req",
            "-x509",
            "-new",
            "-key",
            path("ca.key"),
            "-subj",
            "/CN=Site CA",
            "-days",
            "30",
            "-addext",
            usage,
            "-out",
            path("ca.pem")));
    issue("server", "server", "https://unused.example/", "nobody");
    Path hook = Appliance.script(network, "hook", "radius-hook");
    Files.writeString(folder.resolve("radiusd.conf"), RADIUS.formatted(folder, SECRET, hook));
    Path log = network.folder().resolve("radiusd.log");
    network.startOnGateway(
        log, List.of("freeradius", "-X", "-d", folder.toString(), "-n", "radiusd"));
    if (!Pause.untilSaid(START_SECONDS, log, "Ready to process requests")) {
      throw new IOException("FreeRADIUS does not start: " + Files.readString(log));
    }
  }

  /**
   * Issues a certificate to a device.
   *
   * @param mudsigner the common name of who has to sign its MUD file
   * @return what the files of key and certificate begin with
   */
  String issue(String mudUrl, String mudsigner) throws IOException {
    String name = "device" + ++certificates;
    issue(name, "device", mudUrl, mudsigner);
    return path(name);
  }

  private void issue(String name, String kind, String mudUrl, String mudsigner) throws IOException {
    key(name);
    Path extensions = folder.resolve(name + ".cnf");
    Files.writeString(extensions, EXTENSIONS.formatted(mudUrl, mudsigner));
    String subject = "/O=Hub Example/serialNumber=" + kind;
    openssl(
        List.of(
            "req",
            "-new",
            "-key",
            path(name + ".key"),
            "-subj",
            subject,
            "-out",
            path(name + ".csr")));
    openssl(
        List.of(
            "x509",
            "-req",
            "-in",
            path(name + ".csr"),
            "-CA",
            path("ca.pem"),
            "-CAkey",
            path("ca.key"),
            "-CAcreateserial",
            "-days",
            "30",
            "-extfile",
            extensions.toString(),
            "-extensions",
            kind,
            "-out",
            path(name + ".pem")));
  }

  private void key(String name) throws IOException {
    openssl(
        List.of(
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            path(name + ".key")));
  }

  private static void openssl(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(arguments);
    Exec.run(command.toArray(String[]::new));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  String authority() {
    return path("ca.pem");
  }

  Network network() {
    return network;
  }

  /** Plugs a host into a port that asks for a certificate, and lets it show one. */
  public WiredLogin login(String host, String mudUrl, String mudsigner) throws IOException {
    return network.keep(() -> new WiredLogin(this, host, issue(mudUrl, mudsigner)));
  }
}
