package org.nakhoda.api.catalogue;

/**
 * Where the {@code scale} subresource finds its values in an object.
 *
 * @param specReplicas JSON pointer, such as {@code /spec/replicas}
 * @param statusReplicas JSON pointer, such as {@code /status/replicas}
 * @param selector JSON pointer to a LabelSelector, a plain map or (custom resources) a selector in text; empty if the
 *     kind has none
 */
public record ScalePaths(String specReplicas, String statusReplicas, String selector) {}
