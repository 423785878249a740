package org.nakhoda.bench;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.StrategicMergePatch;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.client.connect.Serialization;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request or an event does with one pod of 1.5 KB, step by step, in microseconds. The argument, if there is one, is a
 * regular expression that selects steps.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class InnerLoops {
    private static final int PADDING = 900;

    private final ResourceType type = BuiltinCatalogue.instance()
            .byResource("", "v1", "pods")
            .orElseThrow(() -> new IllegalStateException("the catalogue has no pods"));
    private final byte[] text =
            Serialization.lean().asJson(Objects.pod("bench", PADDING)).getBytes(StandardCharsets.UTF_8);
    private final ObjectNode pod = (ObjectNode) Json.parse(text);
    private final JsonNode patch =
            Json.parse("{\"metadata\":{\"labels\":{\"tier\":\"web\"}},\"spec\":{\"containers\":[{\"name\":\"main\","
                    + "\"image\":\"localhost/none:2\"}]}}");
    private final LabelSelector selector = LabelSelector.parse("app in (web, bench),tier notin (data),!old");
    private final Map<String, String> labels = Map.of("app", "bench", "version", "7");
    private final Function<byte[], Pod> reader = Serialization.reader(Pod.class);

    public InnerLoops() {
        type.strategy().setDefaults(pod);
    }

    public static void main(String[] arguments) throws RunnerException {
        String steps = arguments.length > 0 ? arguments[0] : ".*";
        new Runner(new OptionsBuilder()
                        .include(InnerLoops.class.getSimpleName() + "\\.(" + steps + ")")
                        .build())
                .run();
    }

    @Benchmark
    public JsonNode parse() {
        return Json.parse(text);
    }

    @Benchmark
    public ObjectNode setDefaults() {
        ObjectNode object = pod.deepCopy();
        type.strategy().setDefaults(object);
        return object;
    }

    @Benchmark
    public FieldErrors validate() {
        FieldErrors errors = new FieldErrors();
        type.strategy().validate(pod, errors);
        return errors;
    }

    @Benchmark
    public byte[] writeJson() {
        return Json.bytes(pod);
    }

    @Benchmark
    public byte[] writeProtobuf() {
        return ProtobufEncoder.encode(pod);
    }

    @Benchmark
    public JsonNode strategicMergePatch() {
        return new StrategicMergePatch(patch, type.schema()).apply(pod);
    }

    @Benchmark
    public boolean matchLabels() {
        return selector.matches(labels);
    }

    @Benchmark
    public Pod readAsInformersDo() {
        return reader.apply(text);
    }
}
