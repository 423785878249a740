package org.nakhoda.api.json;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The project's one JSON codec. Numbers keep their value: decimals are BigDecimal, so a round trip loses nothing. */
public final class Json {
    /** Deeper documents are refused while they are read, before they cost a stack. */
    public static final int MAX_DEPTH = 200;

    private static final JsonMapper MAPPER = mapper(true);
    private static final JsonMapper TOLERANT = mapper(false);

    private static final Comparator<JsonNode> SCALARS = (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    };

    private Json() {}

    private static JsonMapper mapper(boolean uniqueFields) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxNumberLength(400)
                                .build())
                        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, uniqueFields)
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
    }

    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * @throws tools.jackson.core.JacksonException if the bytes are not exactly one JSON value
     */
    public static JsonNode parse(byte[] utf8) {
        return MAPPER.readTree(utf8);
    }

    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /**
     * The same for a document in which a field may stand several times: the last counts.
     *
     * @throws tools.jackson.core.JacksonException if the bytes are not exactly one JSON value
     */
    public static JsonNode parseRepeating(byte[] utf8) {
        return TOLERANT.readTree(utf8);
    }

    /** The tokens of a document, for whoever wants a part of it; whether fields stand several times is not looked at. */
    public static JsonParser parser(byte[] utf8) {
        return TOLERANT.createParser(utf8);
    }

    /** The text of the value at which a parser of a document is; afterwards the parser is at its end. */
    public static byte[] cut(JsonParser parser, byte[] utf8) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return Arrays.copyOfRange(utf8, from, (int) parser.currentLocation().getByteOffset());
    }

    /**
     * The text of one field of an object, which is an object or an array itself; empty if there is none. What follows it is not
     * read.
     */
    public static Optional<byte[]> cut(String field, byte[] utf8) {
        try (JsonParser parser = parser(utf8)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = parser.currentName().equals(field);
                boolean container = parser.nextToken().isStructStart();
                if (found) {
                    return container ? Optional.of(cut(parser, utf8)) : Optional.empty();
                }
                parser.skipChildren();
            }
        }
        return Optional.empty();
    }

    /** The fields of a document that stand several times, such as {@code spec.containers[0].image}; the first hundred. */
    public static List<String> repeatedFields(byte[] utf8) {
        try (JsonParser parser = TOLERANT.createParser(utf8)) {
            return RepeatedFields.of(parser);
        }
    }

    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Whether two values are the same, in whatever order their fields are and however wide their numbers. */
    public static boolean equal(JsonNode a, JsonNode b) {
        return a.equals(SCALARS, b);
    }
}
