package org.nakhoda.node.image;

/** Parts of an image's name. */
public final class ImageReferences {
    private static final String DEFAULT_REGISTRY = "docker.io";

    private ImageReferences() {}

    /** The host (and port) of the registry: the first part of the name if it looks like a host. */
    static String registry(String image) {
        int slash = image.indexOf('/');
        if (slash > 0) {
            String first = image.substring(0, slash);
            if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
                return first;
            }
        }
        return DEFAULT_REGISTRY;
    }

    /** The name without tag and digest, with its registry. */
    static String repository(String image) {
        String name = image.split("@", 2)[0];
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf('/')) {
            name = name.substring(0, colon);
        }
        if (!registry(image).equals(DEFAULT_REGISTRY) || name.startsWith(DEFAULT_REGISTRY + "/")) {
            return name;
        }
        return DEFAULT_REGISTRY + "/" + (name.contains("/") ? name : "library/" + name);
    }

    /** The policy that holds if a container has none: names that may move are asked for each time. */
    static String defaultPolicy(String image) {
        if (image.contains("@")) {
            return "IfNotPresent";
        }
        int colon = image.lastIndexOf(':');
        String tag = colon > image.lastIndexOf('/') ? image.substring(colon + 1) : "latest";
        return tag.equals("latest") ? "Always" : "IfNotPresent";
    }
}
