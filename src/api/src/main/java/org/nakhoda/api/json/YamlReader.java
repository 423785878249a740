package org.nakhoda.api.json;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns YAML events into a tree. What aliases repeat is counted, so that a short text cannot become a huge tree. Used once. */
final class YamlReader {
    private static final String MERGE_KEY = "<<";

    private final Iterator<Event> events;
    private final Map<Anchor, JsonNode> anchors = new HashMap<>();
    private long repeated;

    YamlReader(Iterator<Event> events) {
        this.events = events;
    }

    JsonNode document() {
        events.next();
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return Json.mapper().nullNode();
        }
        JsonNode root = node(events.next(), 0);
        events.next();
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw fault(end, "a second document begins; exactly one is expected");
        }
        return root;
    }

    private JsonNode node(Event event, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw fault(event, "the document is nested deeper than " + Json.MAX_DEPTH);
        }
        if (event instanceof AliasEvent alias) {
            return repeat(alias);
        }
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        // an alias inside its own anchor finds nothing, or an older value: a tree cannot contain itself
        anchor.ifPresent(anchors::remove);
        JsonNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else if (event instanceof SequenceStartEvent sequence) {
            node = sequence(sequence, depth);
        } else {
            node = mapping((MappingStartEvent) event, depth);
        }
        anchor.ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private JsonNode repeat(AliasEvent alias) {
        JsonNode anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            throw fault(alias, "there is no anchor &" + alias.getAlias() + " before this alias");
        }
        repeated += size(anchored);
        if (repeated > Yaml.MAX_CHARACTERS) {
            throw fault(alias, "the aliases stand for more than " + Yaml.MAX_CHARACTERS + " characters");
        }
        return anchored.deepCopy();
    }

    private static long size(JsonNode node) {
        if (!node.isContainer()) {
            return node.isString() ? node.stringValue().length() + 2L : 8;
        }
        long size = 2;
        for (JsonNode child : node) {
            size += 1 + size(child);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            size += field.getKey().length() + 3L;
        }
        return size;
    }

    private JsonNode scalar(ScalarEvent scalar) {
        try {
            if (scalar.getTag().isPresent()) {
                return YamlScalars.tagged(scalar.getTag().get(), scalar.getValue());
            }
            return scalar.isPlain()
                    ? YamlScalars.plain(scalar.getValue())
                    : Json.mapper().getNodeFactory().stringNode(scalar.getValue());
        } catch (YamlException e) {
            throw fault(scalar, e.getMessage());
        }
    }

    private JsonNode sequence(SequenceStartEvent start, int depth) {
        checkTag(start, start.getTag(), "tag:yaml.org,2002:seq");
        ArrayNode array = Json.array();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            array.add(node(next, depth + 1));
        }
        return array;
    }

    private JsonNode mapping(MappingStartEvent start, int depth) {
        checkTag(start, start.getTag(), "tag:yaml.org,2002:map");
        ObjectNode object = Json.object();
        ObjectNode merged = Json.object();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            boolean merge = next instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().equals(MERGE_KEY);
            String key = merge ? MERGE_KEY : key(next, node(next, depth + 1));
            Event at = next;
            JsonNode value = node(events.next(), depth + 1);
            if (merge) {
                merge(at, merged, value);
            } else if (object.has(key)) {
                throw fault(at, "the key \"" + key + "\" stands twice in one mapping");
            } else {
                object.set(key, value);
            }
        }
        for (Map.Entry<String, JsonNode> field : merged.properties()) {
            if (!object.has(field.getKey())) {
                object.set(field.getKey(), field.getValue());
            }
        }
        return object;
    }

    /** Of several sources the first that has a key wins; what the mapping says itself wins over all. */
    private static void merge(Event at, ObjectNode merged, JsonNode source) {
        if (source instanceof ArrayNode list) {
            list.forEach(one -> merge(at, merged, one));
            return;
        }
        if (!(source instanceof ObjectNode)) {
            throw fault(at, "a merge key needs a mapping or a list of mappings");
        }
        for (Map.Entry<String, JsonNode> field : source.properties()) {
            if (!merged.has(field.getKey())) {
                merged.set(field.getKey(), field.getValue());
            }
        }
    }

    private static String key(Event at, JsonNode key) {
        if (key.isString()) {
            return key.stringValue();
        }
        if (key.isNumber() || key.isBoolean()) {
            return key.asString();
        }
        throw fault(at, "a key must be a string, a number or a boolean");
    }

    private static void checkTag(Event at, Optional<String> tag, String expected) {
        tag.filter(found -> !found.equals(expected) && !found.equals("!")).ifPresent(found -> {
            throw fault(at, "the tag " + found + " has no JSON equivalent");
        });
    }

    private static YamlException fault(Event at, String why) {
        Optional<Mark> mark = at.getStartMark();
        return new YamlException(mark.map(m -> "line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ": ")
                        .orElse("")
                + why);
    }
}
