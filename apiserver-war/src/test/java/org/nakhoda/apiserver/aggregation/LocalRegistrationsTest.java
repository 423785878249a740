package org.nakhoda.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.apiextensions.CustomResources;
import org.nakhoda.api.apiextensions.Generation;
import org.nakhoda.api.apiextensions.SchemaRules;
import org.nakhoda.api.apiextensions.VersionConverter;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.apiserver.aggregation.LocalRegistrations.Change;
import tools.jackson.databind.JsonNode;

class LocalRegistrationsTest {
    private static final Collection<ResourceType> BUILTIN =
            BuiltinCatalogue.instance().all();

    private static final ResourceType CUSTOM = CustomResources.declaredBy(
                    Yaml.parse("{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,"
                            + " metadata: {name: ships.sea.io}, spec: {group: sea.io, scope: Namespaced,"
                            + " names: {plural: ships, singular: ship, kind: Ship, listKind: ShipList},"
                            + " versions: [{name: v1, served: true, storage: true,"
                            + " schema: {openAPIV3Schema: {type: object}}}]},"
                            + " status: {acceptedNames: {plural: ships, singular: ship, kind: Ship, listKind: ShipList},"
                            + " conditions: [{type: NamesAccepted, status: 'True'},"
                            + " {type: Established, status: 'True'}]}}"),
                    schema -> SchemaRules.NONE,
                    VersionConverter.NONE,
                    new Generation(Revision.NONE))
            .get(0);

    private static List<ResourceType> withCustom() {
        List<ResourceType> all = new ArrayList<>(BUILTIN);
        all.add(CUSTOM);
        return all;
    }

    private static List<ApiService> created(List<Change> changes) {
        return changes.stream()
                .map(change -> ApiService.of(((Change.Create) change).object()))
                .toList();
    }

    private static ApiService named(List<ApiService> services, String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyGroupVersionButTheRegistrysOwnIsRegisteredWithKubernetesPriorities() {
        List<ApiService> made = created(LocalRegistrations.due(BUILTIN, withCustom(), List.of(), true));

        assertThat(made.stream().map(ApiService::name))
                .contains("v1.", "v1.apps", "v2.autoscaling", "v1.sea.io")
                .doesNotContain("v1.apiregistration.k8s.io");
        assertThat(named(made, "v1.").priority().group()).isEqualTo(18000);
        assertThat(named(made, "v1.").automanaged()).isEqualTo("onstart");
        assertThat(named(made, "v2.autoscaling").priority().version()).isEqualTo(30);
        assertThat(named(made, "v1.sea.io").priority().group()).isEqualTo(1000);
        assertThat(named(made, "v1.sea.io").priority().version()).isEqualTo(100);
        assertThat(named(made, "v1.sea.io").automanaged()).isEqualTo("true");
    }

    @Test
    void whatIsRegisteredAsItShouldBeIsLeftAlone() {
        List<ApiService> made = created(LocalRegistrations.due(BUILTIN, withCustom(), List.of(), true));

        assertThat(LocalRegistrations.due(BUILTIN, withCustom(), made, true)).isEmpty();
    }

    @Test
    void aCustomGroupsRegistrationGoesWithItsDefinition() {
        List<ApiService> made = created(LocalRegistrations.due(BUILTIN, withCustom(), List.of(), true));

        assertThat(LocalRegistrations.due(BUILTIN, BUILTIN, made, false))
                .containsExactly(new Change.Delete("v1.sea.io", ""));
    }

    @Test
    void afterTheStartTheBuiltInOnesBelongToTheAdministrator() {
        assertThat(created(LocalRegistrations.due(BUILTIN, withCustom(), List.of(), false)).stream()
                        .map(ApiService::name))
                .containsExactly("v1.sea.io");
    }

    @Test
    void whatAnAdministratorRegisteredForTheSameGroupVersionIsNotTouched() {
        JsonNode theirs = Yaml.parse("{metadata: {name: v1.sea.io}, spec: {group: sea.io, version: v1,"
                + " groupPriorityMinimum: 10, versionPriority: 10, service: {namespace: n, name: s}}}");
        List<ApiService> made = new ArrayList<>(created(LocalRegistrations.due(BUILTIN, BUILTIN, List.of(), true)));
        made.add(ApiService.of(theirs));

        assertThat(LocalRegistrations.due(BUILTIN, withCustom(), made, true)).isEmpty();
    }

    @Test
    void aKeptRegistrationThatSomebodyChangedIsPutRight() {
        List<ApiService> made = new ArrayList<>();
        for (ApiService service : created(LocalRegistrations.due(BUILTIN, withCustom(), List.of(), true))) {
            if (service.name().equals("v1.sea.io")) {
                JsonNode changed = service.object().deepCopy();
                changed.withObject("/spec").put("groupPriorityMinimum", 19000);
                made.add(ApiService.of(changed));
            } else {
                made.add(service);
            }
        }

        List<Change> due = LocalRegistrations.due(BUILTIN, withCustom(), made, false);

        assertThat(due).singleElement().isInstanceOfSatisfying(Change.Update.class, update -> assertThat(
                        update.object().at("/spec/groupPriorityMinimum").asInt())
                .isEqualTo(1000));
    }
}
