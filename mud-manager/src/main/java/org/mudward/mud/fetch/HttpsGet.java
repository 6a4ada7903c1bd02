package org.mudward.mud.fetch;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.policy.IpAddress;

/**
 * One GET over TLS to one address that was checked before. The host of the URL is what the server's
 * certificate has to name; the address is where the octets go, and nothing else decides that.
 */
final class HttpsGet {
  /** Ample for headers that anybody reads. */
  private static final int MAX_HEADERS = 16 * 1024;

  private static final int MAX_FIRST_LINE = 4096;
  private static final int HTTPS = 443;

  private final EventLoopGroup loops;
  private final SslContext tls;
  private final FetchSettings settings;

  HttpsGet(EventLoopGroup loops, SslContext tls, FetchSettings settings) {
    this.loops = loops;
    this.tls = tls;
    this.settings = settings;
  }

  /** What came: status, the headers that matter, and the body. */
  record Answer(int status, byte[] body, @Nullable String location, @Nullable String etag) {}

  /** What came instead. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    FailedException(Reason reason, String message) {
      super(message);
      this.reason = reason;
    }

    FetchFailure failure() {
      return new FetchFailure(reason, String.valueOf(getMessage()));
    }
  }

  Answer get(URI uri, IpAddress address, int limit, @Nullable String etag)
      throws FailedException, InterruptedException {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    Channel channel = connect(uri, address, limit, result);
    try {
      channel.writeAndFlush(request(uri, etag));
      return result.get(settings.total().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new FailedException(
          Reason.LIMIT,
          uri.getHost() + " did not finish within " + settings.total().toSeconds() + " s");
    } catch (ExecutionException e) {
      throw failed(uri, e.getCause());
    } finally {
      channel.close();
    }
  }

  private Channel connect(URI uri, IpAddress address, int limit, CompletableFuture<Answer> result)
      throws FailedException, InterruptedException {
    int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
    ChannelFuture connected =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connect().toMillis())
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    SslHandler handshake = new SslHandler(engine(channel, uri.getHost(), port));
                    handshake.setHandshakeTimeoutMillis(settings.connect().toMillis());
                    HttpDecoderConfig limits =
                        new HttpDecoderConfig()
                            .setMaxInitialLineLength(MAX_FIRST_LINE)
                            .setMaxHeaderSize(MAX_HEADERS);
                    channel
                        .pipeline()
                        .addLast(handshake)
                        .addLast(new HttpClientCodec(limits, false, true))
                        .addLast(new Reader(limit, result));
                  }
                })
            .connect(new InetSocketAddress(address.toInetAddress(), port))
            .await();
    if (!connected.isSuccess()) {
      throw new FailedException(
          Reason.CONNECT,
          "no connection to "
              + uri.getHost()
              + " at "
              + address
              + " port "
              + port
              + ": "
              + connected.cause().getMessage());
    }
    return connected.channel();
  }

  private SSLEngine engine(SocketChannel channel, String host, int port) {
    SSLEngine engine = tls.newEngine(channel.alloc(), host, port);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static FullHttpRequest request(URI uri, @Nullable String etag) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path + query);
    HttpHeaders headers = request.headers();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    headers.set(HttpHeaderNames.HOST, uri.getHost() + port);
    headers.set(
        HttpHeaderNames.ACCEPT,
        "application/mud+json, application/pkcs7-signature, application/json;q=0.5, */*;q=0.1");
    headers.set(HttpHeaderNames.ACCEPT_LANGUAGE, "en");
    headers.set(HttpHeaderNames.ACCEPT_ENCODING, "identity");
    headers.set(HttpHeaderNames.USER_AGENT, "mudward/0.1");
    headers.set(HttpHeaderNames.CONNECTION, "close");
    if (etag != null) {
      headers.set(HttpHeaderNames.IF_NONE_MATCH, etag);
    }
    return request;
  }

  private static FailedException failed(URI uri, @Nullable Throwable cause) {
    if (cause instanceof FailedException known) {
      return known;
    }
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof SSLException || t instanceof CertificateException) {
        return new FailedException(
            Reason.TLS,
            "the certificate or handshake of "
                + uri.getHost()
                + " was not accepted: "
                + deepest(t));
      }
    }
    return new FailedException(
        Reason.HTTP, uri.getHost() + ": " + (cause == null ? "" : cause.getMessage()));
  }

  private static String deepest(Throwable failure) {
    Throwable t = failure;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return String.valueOf(t.getMessage());
  }

  /** Collects the answer, up to the limit. */
  private static final class Reader extends SimpleChannelInboundHandler<HttpObject> {
    private final int limit;
    private final CompletableFuture<Answer> result;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable HttpResponse response;

    Reader(int limit, CompletableFuture<Answer> result) {
      this.limit = limit;
      this.result = result;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message)
        throws FailedException {
      if (message.decoderResult().isFailure()) {
        throw new FailedException(
            Reason.LIMIT, "the answer is no HTTP, or its headers are too long");
      }
      if (message instanceof HttpResponse head) {
        response = head;
        String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
          throw new FailedException(
              Reason.HTTP, "the answer is encoded as " + encoding + ", which was not asked for");
        }
      }
      if (message instanceof HttpContent content) {
        append(content.content());
      }
      HttpResponse head = response;
      if (message instanceof LastHttpContent && head != null) {
        result.complete(
            new Answer(
                head.status().code(),
                body.toByteArray(),
                head.headers().get(HttpHeaderNames.LOCATION),
                head.headers().get(HttpHeaderNames.ETAG)));
        ctx.close();
      }
    }

    private void append(ByteBuf content) throws FailedException {
      if (body.size() + content.readableBytes() > limit) {
        throw new FailedException(Reason.LIMIT, "the answer has more than " + limit + " octets");
      }
      byte[] bytes = new byte[content.readableBytes()];
      content.readBytes(bytes);
      body.writeBytes(bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      result.completeExceptionally(cause);
      ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      result.completeExceptionally(
          new FailedException(Reason.HTTP, "the server closed before the answer was complete"));
    }
  }
}
