package org.mudward.mud.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.ServerKey;
import org.mudward.mud.fetch.FetchFailure.Reason;

/**
 * Sends the one request of a connection when TLS stands, and collects the one answer up to a limit.
 * Whatever happens, the result is completed and the connection closed.
 */
final class AnswerReader extends SimpleChannelInboundHandler<HttpObject> {

  /** How far a connection got, for the message when it gets no further. */
  enum Phase {
    CONNECT("connecting"),
    TLS("the TLS handshake"),
    ANSWER("waiting for the answer"),
    BODY("reading the answer");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final HttpsUrl url;
  private final FullHttpRequest request;
  private final int limit;
  private final CompletableFuture<Answer> result = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable ServerKey server;
  private @Nullable HttpResponse head;
  private volatile Phase phase = Phase.CONNECT;

  /** Whether the server said that it ends, which somebody on the way cannot say in its place. */
  private boolean ended;

  AnswerReader(HttpsUrl url, FullHttpRequest request, int limit) {
    this.url = url;
    this.request = request;
    this.limit = limit;
  }

  /** Completed by the event loop, with an answer or with the cause of its absence. */
  CompletableFuture<Answer> result() {
    return result;
  }

  Phase phase() {
    return phase;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    phase = Phase.TLS;
    ctx.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event)
      throws SSLPeerUnverifiedException {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        ask(ctx);
      } else {
        fail(ctx, handshake.cause());
      }
    }
    ended |= event instanceof SslCloseCompletionEvent close && close.isSuccess();
    ctx.fireUserEventTriggered(event);
  }

  private void ask(ChannelHandlerContext ctx) throws SSLPeerUnverifiedException {
    SSLSession session = ctx.pipeline().get(SslHandler.class).engine().getSession();
    X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
    if (!CertifiedNames.include(certificate, url)) {
      fail(ctx, new SSLPeerUnverifiedException("the certificate is not for " + url.host()));
      return;
    }
    phase = Phase.ANSWER;
    server = ServerKey.of(certificate);
    ctx.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message)
      throws FailedException {
    if (result.isDone()) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      throw undecodable(message.decoderResult().cause());
    }
    if (message instanceof HttpResponse response) {
      begin(ctx, response);
    }
    HttpResponse begun = head;
    if (begun != null && !result.isDone() && message instanceof HttpContent content) {
      append(content.content());
      if (message instanceof LastHttpContent) {
        checkWhole(begun);
        complete(ctx, begun);
      }
    }
  }

  private static FailedException undecodable(Throwable cause) {
    return cause instanceof TooLongFrameException
        ? new FailedException(Reason.LIMIT, "the header of the answer is too long")
        : new FailedException(Reason.HTTP, "the answer is no HTTP");
  }

  private void begin(ChannelHandlerContext ctx, HttpResponse response) throws FailedException {
    if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      return; // an interim answer (RFC 9110 section 15.2); its empty content comes to no head
    }
    head = response;
    phase = Phase.BODY;
    if (response.status().code() != Answer.OK) {
      complete(ctx, response);
      return;
    }
    checkPlain(response.headers());
  }

  /** Nothing is decompressed, so nothing can blow up; we asked for the file as it is. */
  private static void checkPlain(HttpHeaders headers) throws FailedException {
    for (String coding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      if (!coding.equalsIgnoreCase("identity")) {
        throw new FailedException(Reason.HTTP, "the answer is encoded, as " + coding);
      }
    }
    for (String coding : headers.getAll(HttpHeaderNames.TRANSFER_ENCODING)) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new FailedException(Reason.HTTP, "the answer is transferred as " + coding);
      }
    }
  }

  /** RFC 9112 section 9.8: an answer that says nowhere how long it is ends with TLS, not before. */
  private void checkWhole(HttpResponse response) throws FailedException {
    boolean framed =
        HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response);
    if (!framed && !ended) {
      throw new FailedException(Reason.HTTP, "the answer was cut off");
    }
  }

  private void append(ByteBuf content) throws FailedException {
    if (body.size() + content.readableBytes() > limit) {
      throw new FailedException(Reason.LIMIT, "the answer has more than " + limit + " octets");
    }
    byte[] octets = new byte[content.readableBytes()];
    content.readBytes(octets);
    body.writeBytes(octets);
  }

  private void complete(ChannelHandlerContext ctx, HttpResponse response) {
    ServerKey shown = Objects.requireNonNull(server, "nothing is read before TLS stands");
    int status = response.status().code();
    result.complete(Answer.of(status, body.toByteArray(), response.headers(), shown));
    ctx.close();
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    result.completeExceptionally(cause);
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(ctx, new FailedException(Reason.HTTP, "the server closed before the answer was complete"));
    ctx.fireChannelInactive();
  }
}
