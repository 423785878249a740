package org.nakhoda.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.apiserver.registry.ListObjects.Selected;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.RequestTarget;

/** Over a store that keeps no state but the present one. */
class ListObjectsTest {
    private final MemoryStore store = new MemoryStore();
    private final ListObjects list = new ListObjects(store, new ReadBarrier(store));

    @BeforeEach
    void makeObjects() {
        for (String name : List.of("a", "b", "c", "d")) {
            put(name);
        }
    }

    private void put(String name) {
        store.put("", "configmaps", "{'metadata': {'namespace': 'n', 'name': '" + name + "'}}");
    }

    private Selected select(Map<String, List<String>> query) {
        ApiRequest request = new ApiRequest(
                "GET", List.of("api", "v1", "namespaces", "n", "configmaps"), query, Map.of(), new byte[0], null, null);
        return list.select(Call.of(
                request,
                RequestTarget.of(request),
                BuiltinCatalogue.instance().byKind("", "v1", "ConfigMap").orElseThrow()));
    }

    private static List<String> names(Selected selected) {
        return selected.objects().stream().map(object -> object.key().name()).toList();
    }

    @Test
    void aListThatCannotBeContinuedAsItBeganGoesOnInThePresent() {
        // given
        Selected first = select(Map.of("limit", List.of("2")));
        store.remove("", "configmaps", "n", "c");
        put("bb");
        put("e");

        // when
        ApiException expired = catchThrowableOfType(
                ApiException.class, () -> select(Map.of("limit", List.of("2"), "continue", List.of(first.next()))));

        // then
        assertThat(expired.reason()).isEqualTo(Reason.EXPIRED);
        String token = expired.toStatus().at("/metadata/continue").asString();
        Selected rest = select(Map.of("continue", List.of(token)));
        assertThat(names(rest)).containsExactly("bb", "d", "e");
        assertThat(rest.revision()).isEqualTo(store.revision());
    }

    @Test
    void theNextPageIsOfTheSameStateEvenAfterATokenForAnyState() {
        // given
        Selected first = select(Map.of("limit", List.of("1")));
        String any = ContinueToken.parse(first.next()).atAnyRevision().encode();

        // when
        Selected second = select(Map.of("limit", List.of("1"), "continue", List.of(any)));

        // then
        assertThat(names(second)).containsExactly("b");
        assertThat(ContinueToken.parse(second.next()).revision()).isEqualTo(store.revision());
        assertThat(second.remaining()).isEqualTo(2);
    }

    @Test
    void anExactStateThatIsGoneIsGone() {
        put("e");

        ApiException expired = catchThrowableOfType(
                ApiException.class,
                () -> select(Map.of("resourceVersion", List.of("1"), "resourceVersionMatch", List.of("Exact"))));

        assertThat(expired.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(expired.toStatus().path("metadata").has("continue")).isFalse();
    }
}
