package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import org.projectfloodlight.openflow.exceptions.OFParseError;
import org.projectfloodlight.openflow.protocol.OFBadRequestCode;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFlowModFailedCode;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.errormsg.OFBadActionErrorMsg;
import org.projectfloodlight.openflow.protocol.errormsg.OFBadInstructionErrorMsg;
import org.projectfloodlight.openflow.protocol.errormsg.OFBadMatchErrorMsg;
import org.projectfloodlight.openflow.protocol.errormsg.OFBadRequestErrorMsg;
import org.projectfloodlight.openflow.protocol.errormsg.OFFlowModFailedErrorMsg;
import org.projectfloodlight.openflow.protocol.errormsg.OFMeterModFailedErrorMsg;

/** The words of OpenFlow for why a switch refused something, or the numbers if it has no words. */
final class ErrorText {
  /** That of a switch without room. */
  static final String TABLE_FULL = OFFlowModFailedCode.TABLE_FULL.toString();

  private static final String BAD_REQUEST = "bad request: ";

  /** That of a switch which has another connection as its master, and takes no changes of this. */
  static final String IS_SLAVE = BAD_REQUEST + OFBadRequestCode.IS_SLAVE;

  private ErrorText() {}

  static String of(int type, int code, ByteBuf message) {
    String numbers = "error type " + type + " code " + code;
    try {
      OFMessage error = OFFactories.getGenericReader().readFrom(message.slice().asReadOnly());
      String words = words(error);
      return words.isEmpty() ? numbers : words;
    } catch (OFParseError | RuntimeException unknown) {
      return numbers; // vendors have errors of their own
    }
  }

  private static String words(OFMessage error) {
    if (error instanceof OFFlowModFailedErrorMsg failed) {
      return failed.getCode().toString();
    }
    if (error instanceof OFBadMatchErrorMsg bad) {
      return "bad match: " + bad.getCode();
    }
    if (error instanceof OFBadActionErrorMsg bad) {
      return "bad action: " + bad.getCode();
    }
    if (error instanceof OFBadInstructionErrorMsg bad) {
      return "bad instruction: " + bad.getCode();
    }
    if (error instanceof OFMeterModFailedErrorMsg failed) {
      return "meter: " + failed.getCode();
    }
    if (error instanceof OFBadRequestErrorMsg bad) {
      return BAD_REQUEST + bad.getCode();
    }
    return "";
  }
}
