package org.nakhoda.api.json;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;

/**
 * YAML as Kubernetes' clients write and read it: a notation of JSON. Plain scalars follow the older rules that kubectl
 * keeps ({@code yes} and {@code on} are booleans, {@code 0644} is octal), dates stay strings, keys become strings.
 */
public final class Yaml {
    /** Longer documents are refused, and so are aliases that stand for more than this. */
    public static final int MAX_CHARACTERS = 3 * 1024 * 1024;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(MAX_CHARACTERS)
            // a long scalar is copied once a buffer while it is read
            .setBufferSize(256 * 1024)
            .setParseComments(false)
            .build();

    private Yaml() {}

    /**
     * Reads exactly one document; an empty one is null.
     *
     * @throws YamlException if it is not YAML, has no JSON equivalent (a duplicate key, an unknown tag, NaN), is nested
     *     deeper than {@link Json#MAX_DEPTH}, or is too large
     */
    public static JsonNode parse(String text) {
        try {
            return new YamlReader(new Parse(SETTINGS).parseString(text).iterator()).document();
        } catch (YamlEngineException e) {
            throw new YamlException("not a YAML document: " + e.getMessage());
        }
    }

    /** Writes a tree as kubectl prints it: block style, unquoted where that reads back as the same string. */
    public static String write(JsonNode tree) {
        return new YamlWriter().write(tree);
    }
}
