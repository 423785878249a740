package org.nakhoda.apiserver.openapi;

/** What differs between the two versions of OpenAPI in a schema. */
enum Dialect {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    String reference(String name) {
        return prefix + name;
    }
}
