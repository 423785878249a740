package org.nakhoda.apiserver.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.nakhoda.api.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The messages whose JSON is a scalar or a tree of its own: times, quantities, int-or-string, raw JSON. */
final class SpecialMessages {
    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String QUANTITY = "k8s.io.apimachinery.pkg.api.resource.Quantity";
    private static final String INT_OR_STRING = "k8s.io.apimachinery.pkg.util.intstr.IntOrString";
    private static final String RAW_EXTENSION = "k8s.io.apimachinery.pkg.runtime.RawExtension";
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private SpecialMessages() {}

    static boolean handles(String type) {
        return switch (type) {
            case META + "Time", META + "MicroTime", META + "FieldsV1", QUANTITY, INT_OR_STRING, RAW_EXTENSION -> true;
            default -> false;
        };
    }

    /** Null where JSON has nothing. */
    static JsonNode read(String type, CodedInputStream in) throws IOException, ProtobufException {
        return switch (type) {
            case META + "Time" -> time(in, false);
            case META + "MicroTime" -> time(in, true);
            case QUANTITY -> quantity(in);
            case INT_OR_STRING -> intOrString(in);
            default -> raw(in);
        };
    }

    private static JsonNode time(CodedInputStream in, boolean micros) throws IOException, ProtobufException {
        long seconds = 0;
        int nanos = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> seconds = in.readInt64();
                case 2 -> nanos = in.readInt32();
                default -> in.skipField(tag);
            }
        }
        if (seconds == 0 && nanos == 0) {
            return null;
        }
        try {
            Instant time = Instant.ofEpochSecond(seconds, nanos);
            String text = micros
                    ? MICROS.format(time)
                    : Instant.ofEpochSecond(time.getEpochSecond()).toString();
            return JsonNodeFactory.instance.stringNode(text);
        } catch (DateTimeException e) {
            throw new ProtobufException("a time is out of range: " + seconds + " s");
        }
    }

    private static JsonNode quantity(CodedInputStream in) throws IOException {
        String text = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                text = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        return JsonNodeFactory.instance.stringNode(text.isEmpty() ? "0" : text);
    }

    private static JsonNode intOrString(CodedInputStream in) throws IOException {
        long kind = 0;
        int number = 0;
        String text = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> kind = in.readInt64();
                case 2 -> number = in.readInt32();
                case 3 -> text = in.readStringRequireUtf8();
                default -> in.skipField(tag);
            }
        }
        return kind == 0 ? JsonNodeFactory.instance.numberNode(number) : JsonNodeFactory.instance.stringNode(text);
    }

    private static JsonNode raw(CodedInputStream in) throws IOException, ProtobufException {
        byte[] bytes = {};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                bytes = in.readByteArray();
            } else {
                in.skipField(tag);
            }
        }
        if (bytes.length == 0) {
            return null;
        }
        try {
            return Json.parse(bytes);
        } catch (JacksonException e) {
            throw new ProtobufException("an embedded object is not JSON: " + e.getOriginalMessage());
        }
    }
}
