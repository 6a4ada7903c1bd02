package org.mudward.cli;

import org.mudward.cli.config.Config;

/** What the running manager goes by now; for any thread. */
final class InForce {
  private volatile Config config;
  private volatile FetchOptions fetching;

  InForce(Config config, FetchOptions fetching) {
    this.config = config;
    this.fetching = fetching;
  }

  /** The configuration. */
  Config config() {
    return config;
  }

  /** What the fetcher goes by. */
  FetchOptions fetching() {
    return fetching;
  }

  void accept(Config nextConfig, FetchOptions nextFetching) {
    config = nextConfig;
    fetching = nextFetching;
  }
}
