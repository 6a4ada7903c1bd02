package org.mudward.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.policy.IpAddress;

class CloudRegionTest {
  @ParameterizedTest
  @CsvSource({
    "a1b2c3-ats.iot.us-east-1.amazonaws.com, AWS us-east-1",
    "lb-123.eu-west-1.elb.amazonaws.com, AWS eu-west-1",
    "ec2-198-51-100-7.ap-southeast-2.compute.amazonaws.com, AWS ap-southeast-2",
    "s3-us-west-2.amazonaws.com, AWS us-west-2",
    "bucket.s3.us-gov-west-1.amazonaws.com, AWS us-gov-west-1",
    "eu-west-1.s3.us-east-1.amazonaws.com, AWS us-east-1",
    "a1.iot.cn-north-1.amazonaws.com.cn, AWS cn-north-1",
    "lamp.westeurope.cloudapp.azure.com, Azure westeurope",
    "lamp.eastus2.cloudapp.azure.com, Azure eastus2",
    "lamp-a1b2.westeurope-01.azurewebsites.net, Azure westeurope",
    "lamp-123.europe-west1.run.app, Google europe-west1",
    "us-central1-lamp.cloudfunctions.net, Google us-central1",
    "key.iot-as-mqtt.cn-shanghai.aliyuncs.com, Alibaba cn-shanghai",
    "lamp.oss-ap-southeast-1-internal.aliyuncs.com, Alibaba ap-southeast-1",
    "lamp-1250000000.cos.ap-guangzhou.myqcloud.com, Tencent ap-guangzhou",
    "product.us-east.iotcloud.tencentdevices.com, Tencent us-east",
    "obs.cn-north-4.myhuaweicloud.com, Huawei cn-north-4",
    "objectstorage.eu-frankfurt-1.oraclecloud.com, Oracle eu-frankfurt-1"
  })
  void aNameOfACloudTellsItsRegion(String name, String expected) {
    assertEquals(expected, CloudRegion.of(name).map(CloudRegion::toString).orElse("none"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "amazonaws.com",
        ".amazonaws.com",
        "us-east-1.example.com",
        "s3.amazonaws.com",
        "a.b.us-east-1.c.d.amazonaws.com", // so far before, it is a customer's word
        "lamp.us-east-1.notamazonaws.com",
        "a.us-east-1.amazonaws.com.evil.example",
        "d1234.cloudfront.net",
        "lamp.azurewebsites.net",
        "cloudapp.azure.com",
        "lamp-a1b2.a.run.app"
      })
  void otherNamesTellNone(String name) {
    assertEquals(Optional.empty(), CloudRegion.of(name));
  }

  @Test
  void anAliasTellsItTooAndTheFirstNameThatDoesIsKept() {
    IpAddress host = IpAddress.parse("198.51.100.7");
    PeerNames names = new PeerNames(Map.of("cloud.lamp.example", Set.of(host)));
    Map<String, Set<IpAddress>> answer = new LinkedHashMap<>();
    answer.put("api.lamp.example", Set.of(host));
    answer.put("lb-1.eu-west-1.elb.amazonaws.com", Set.of(host));
    names.answered(answer);
    names.answered(Map.of("lb-1.us-east-1.elb.amazonaws.com", Set.of(host)));
    assertEquals("cloud.lamp.example", names.of(host));
    assertEquals("AWS eu-west-1", names.region(host).map(CloudRegion::toString).orElse(""));
    assertEquals(Optional.empty(), names.region(null));
  }
}
