package org.nakhoda.client.informer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** How objects are cut out of what an API server writes. */
class CuttingTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ADDED\",\"object\":{\"a\":{\"b\":\"}ü\"}}}",
                "{\"type\":\"ADDED\",\"object\":{\"a\":{\"b\":\"}ü\"}}}\r",
                "{\"object\":{\"a\":{\"b\":\"}ü\"}},\"type\":\"ADDED\"}",
                "{ \"type\": \"ADDED\", \"more\": [1, {}], \"object\": {\"a\":{\"b\":\"}ü\"}} }"
            })
    void an_events_object_is_cut_out_however_the_event_is_written(String json) {
        WatchEvent event = WatchEvent.of(bytes(json));

        assertThat(event.type()).isEqualTo("ADDED");
        assertThat(text(event.object())).isEqualTo("{\"a\":{\"b\":\"}ü\"}}");
    }

    @Test
    void an_event_that_is_none_is_told_from_others() {
        assertThat(WatchEvent.of(bytes("{\"type\":\"ERROR\",\"object\":null}")).type())
                .isEqualTo("ERROR");
        assertThat(WatchEvent.of(bytes("{}")).type()).isEmpty();
        assertThatThrownBy(() -> WatchEvent.of(bytes("{\"type\":\"ADDED\",\"object\":{\"a\"")))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void a_page_gives_its_items_and_the_way_on() {
        ListPage page =
                ListPage.of(bytes("{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"next\","
                        + "\"remainingItemCount\":3},\"items\":[{\"a\":\"é\"}, {\"b\":[{}]}]}"));

        assertThat(page.items()).extracting(CuttingTest::text).isEqualTo(List.of("{\"a\":\"é\"}", "{\"b\":[{}]}"));
        assertThat(page.continuation()).isEqualTo("next");
        assertThat(page.resourceVersion()).isEqualTo("7");
        assertThat(ListPage.of(bytes("{\"items\":null,\"metadata\":{}}")).items())
                .isEmpty();
    }

    @Test
    void metadata_is_read_wherever_it_stands() {
        ObjectMetadata object =
                ObjectMetadata.of(bytes("{\"spec\":{\"metadata\":{\"name\":\"no\"}},\"metadata\":{\"name\":\"n\","
                        + "\"managedFields\":[{\"fieldsV1\":{\"f:a\":{}}}],\"namespace\":\"s\",\"uid\":\"u\",\"resourceVersion\":\"5\","
                        + "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"ownerReferences\":[{\"uid\":\"o\"}]}}"));

        assertThat(object.name()).hasToString("s/n");
        assertThat(object.uid()).isEqualTo("u");
        assertThat(object.resourceVersion()).isEqualTo("5");
        assertThat(object.deleting()).isTrue();
        assertThat(object.owner("o")).isPresent();
    }
}
