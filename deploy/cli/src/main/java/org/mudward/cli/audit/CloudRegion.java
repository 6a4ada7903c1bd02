package org.mudward.cli.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A region of a cloud, as the name says by which a host was looked up. A hint for people: whoever
 * answers for a name writes it, and nothing is permitted by it.
 *
 * @param provider who runs the cloud
 * @param region what the provider calls the region
 * @param name which says so
 */
record CloudRegion(String provider, String region, String name) {
  /** Labels before the provider's domain that are looked at; what customers write is before. */
  private static final int LABELS = 2;

  /** The domains of providers, and the label before them that names a region. */
  private static final List<Form> FORMS =
      List.of(
          new Form("AWS", "amazonaws.com", "(?:s3-)?([a-z]{2}(?:-[a-z]+){1,2}-[0-9]{1,2})"),
          new Form("AWS", "amazonaws.com.cn", "(?:s3-)?(cn-[a-z]+-[0-9]{1,2})"),
          new Form("AWS", "on.aws", "([a-z]{2}(?:-[a-z]+){1,2}-[0-9]{1,2})"),
          new Form("Azure", "cloudapp.azure.com", "([a-z]+[0-9]?)"),
          new Form("Azure", "azurecontainer.io", "([a-z]+[0-9]?)"),
          new Form("Azure", "azurecontainerapps.io", "([a-z]+[0-9]?)"),
          new Form("Azure", "azurewebsites.net", "([a-z]+[0-9]?)-[0-9]{2}"),
          new Form("Azure", "api.cognitive.microsoft.com", "([a-z]+[0-9]?)"),
          new Form("Google", "run.app", "([a-z]+-[a-z]+[0-9]{1,2})"),
          new Form("Google", "cloudfunctions.net", "([a-z]+-[a-z]+[0-9]{1,2})-.+"),
          new Form("Google", "rep.googleapis.com", "([a-z]+-[a-z]+[0-9]{1,2})"),
          new Form("Google", "pkg.dev", "([a-z]+-[a-z]+[0-9]{1,2})-[a-z]+"),
          new Form(
              "Alibaba",
              "aliyuncs.com",
              "(?:oss-)?((?:cn|ap|us|eu|me)-[a-z]+(?:-[0-9])?)(?:-internal)?"),
          new Form("Tencent", "myqcloud.com", "((?:ap|na|eu|sa)-[a-z]+(?:-[a-z]+)?(?:-[0-9])?)"),
          new Form("Tencent", "tencentcos.cn", "((?:ap|na|eu|sa)-[a-z]+(?:-[a-z]+)?(?:-[0-9])?)"),
          new Form(
              "Tencent", "tencentcloudapi.com", "((?:ap|na|eu|sa)-[a-z]+(?:-[a-z]+)?(?:-[0-9])?)"),
          new Form("Tencent", "iotcloud.tencentdevices.com", "(us-[a-z]+|ap-[a-z]+|europe)"),
          new Form("Huawei", "myhuaweicloud.com", "([a-z]{2}-[a-z]+-[0-9]{1,3})"),
          new Form("Oracle", "oraclecloud.com", "([a-z]{2}-[a-z]+-[0-9])"));

  /**
   * How names of one domain tell a region.
   *
   * @param ending the domain with a dot before it
   */
  private record Form(String provider, String ending, Pattern label) {
    Form(String provider, String domain, String label) {
      this(provider, "." + domain, Pattern.compile(label));
    }

    Optional<CloudRegion> of(String name) {
      if (!name.endsWith(ending)) {
        return Optional.empty();
      }
      String before = name.substring(0, name.length() - ending.length());
      for (int i = 0; i < LABELS && !before.isEmpty(); i++) {
        int dot = before.lastIndexOf('.');
        Matcher matcher = label.matcher(before.substring(dot + 1));
        if (matcher.matches()) {
          return Optional.of(new CloudRegion(provider, matcher.group(1), name));
        }
        before = dot < 0 ? "" : before.substring(0, dot);
      }
      return Optional.empty();
    }
  }

  /** Of a name in lower case without final dot; empty if it tells no region that is known here. */
  static Optional<CloudRegion> of(String name) {
    for (Form form : FORMS) {
      Optional<CloudRegion> region = form.of(name);
      if (region.isPresent()) {
        return region;
      }
    }
    return Optional.empty();
  }

  /** Such as {@code AWS eu-west-1}. */
  @Override
  public String toString() {
    return provider + " " + region;
  }

  /** For programs. */
  Map<String, Object> asJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("provider", provider);
    object.put("region", region);
    object.put("by_name", name);
    return object;
  }
}
