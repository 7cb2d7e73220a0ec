package io.qtrace.alertmanager;

import java.util.concurrent.CompletableFuture;

/** One Alertmanager. Its text says where. */
public interface Alertmanager {

  /**
   * @param alerts as {@link AlertJson} makes them
   * @return ends with an answer, never with an exception
   */
  CompletableFuture<Answer> post(byte[] alerts);
}
