package org.nakhoda.api.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import tools.jackson.databind.JsonNode;

/** Turns a tree into YAML events and has them printed. Used once. */
final class YamlWriter {
    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(Integer.MAX_VALUE / 2)
            .setSplitLines(false)
            .setMaxSimpleKeyLength(1024)
            .build();
    private static final ImplicitTuple IMPLICIT = new ImplicitTuple(true, true);

    private final List<Event> events = new ArrayList<>();

    String write(JsonNode tree) {
        events.add(new StreamStartEvent());
        events.add(new DocumentStartEvent(false, Optional.empty(), Map.of()));
        node(tree);
        events.add(new DocumentEndEvent(false));
        events.add(new StreamEndEvent());
        return new Present(SETTINGS).emitToString(events.iterator());
    }

    private void node(JsonNode node) {
        if (node.isObject()) {
            FlowStyle style = node.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK;
            events.add(new MappingStartEvent(Optional.empty(), Optional.empty(), true, style));
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                text(field.getKey(), true);
                node(field.getValue());
            }
            events.add(new MappingEndEvent());
        } else if (node.isArray()) {
            FlowStyle style = node.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK;
            events.add(new SequenceStartEvent(Optional.empty(), Optional.empty(), true, style));
            node.forEach(this::node);
            events.add(new SequenceEndEvent());
        } else if (node.isString()) {
            text(node.stringValue(), false);
        } else {
            scalar(node.asString("null"), ScalarStyle.PLAIN);
        }
    }

    private void text(String text, boolean key) {
        if (text.chars().anyMatch(YamlWriter::isInvisible)) {
            scalar(text, ScalarStyle.DOUBLE_QUOTED);
        } else if (!key && text.indexOf('\n') >= 0) {
            scalar(text, ScalarStyle.LITERAL);
        } else {
            scalar(text, YamlScalars.isPlainString(text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
        }
    }

    /** Control characters, foreign line ends and byte order marks, which a reader may drop or take for the end of a line. */
    private static boolean isInvisible(int c) {
        return c < ' ' && c != '\n' || c >= 0x7f && c <= 0x9f || c == 0x2028 || c == 0x2029 || c == 0xfeff;
    }

    private void scalar(String text, ScalarStyle style) {
        events.add(new ScalarEvent(Optional.empty(), Optional.empty(), IMPLICIT, text, style));
    }
}
