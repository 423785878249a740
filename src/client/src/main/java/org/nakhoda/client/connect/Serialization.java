package org.nakhoda.client.connect;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.model.jackson.Jackson2JdkTypesModule;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * How clients read and write JSON. By default the client library looks for every model class on the class path when it
 * reads its first watch event, hundreds of classes of which a component uses a dozen; these serializations know only the
 * kinds that somebody registers, and read all others as generic resources.
 */
public final class Serialization {
    private static final JsonMapper MAPPER =
            mapper().rebuild().addMixIn(ObjectMeta.class, Unmanaged.class).build();

    @JsonIgnoreProperties("managedFields")
    private interface Unmanaged {}

    private Serialization() {}

    private static JsonMapper mapper() {
        return JsonMapper.builderWithJackson2Defaults()
                .addModule(new Jackson2JdkTypesModule())
                .build();
    }

    /**
     * Reads objects that an API server has written, as a kind's own type. Unlike a client's serialization it does not expect
     * values in wrong places, such as a template's placeholders; and it leaves out who manages which fields, which is a third
     * of many an object and of use to nobody here. An update without that keeps what the server knows.
     */
    public static <T extends HasMetadata> Function<byte[], T> reader(Class<T> kind) {
        return MAPPER.readerFor(kind)::readValue;
    }

    /** A serialization for one client. */
    public static KubernetesSerialization lean() {
        KubernetesSerialization serialization = new KubernetesSerialization(mapper(), false);
        serialization.registerKubernetesResource(Status.class);
        return serialization;
    }

    /** Makes a client read a kind as its own type wherever the type is not known beforehand, as in watch events. */
    public static void register(KubernetesClient client, Class<? extends HasMetadata> kind) {
        client.getKubernetesSerialization().registerKubernetesResource(kind);
    }
}
