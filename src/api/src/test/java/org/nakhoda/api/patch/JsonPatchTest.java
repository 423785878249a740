package org.nakhoda.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.PatchException.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class JsonPatchTest {
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | {'op':'add','path':'/b','value':2} | {'a':1,'b':2}",
                "{'a':1} | {'op':'add','path':'/a','value':{'x':null}} | {'a':{'x':null}}",
                "{'a':[1,3]} | {'op':'add','path':'/a/1','value':2} | {'a':[1,2,3]}",
                "{'a':[1]} | {'op':'add','path':'/a/-','value':2} | {'a':[1,2]}",
                "{'a':[1]} | {'op':'add','path':'/a/1','value':2} | {'a':[1,2]}",
                "{'a':1} | {'op':'add','path':'','value':[1]} | [1]",
                "{'a':1,'b':2} | {'op':'remove','path':'/a'} | {'b':2}",
                "{'a':[1,2,3]} | {'op':'remove','path':'/a/0'} | {'a':[2,3]}",
                "{'a':[1,2,3]} | {'op':'remove','path':'/a/-1'} | {'a':[1,2]}",
                "{'a':1} | {'op':'replace','path':'/a','value':null} | {'a':null}",
                "{'a':[1,2]} | {'op':'replace','path':'/a/0','value':9} | {'a':[9,2]}",
                "{'a':1} | {'op':'replace','path':'','value':{}} | {}",
                "{'a':{'b':1},'c':{}} | {'op':'move','from':'/a/b','path':'/c/d'} | {'a':{},'c':{'d':1}}",
                "{'a':[1,2,3]} | {'op':'move','from':'/a/0','path':'/a/2'} | {'a':[2,3,1]}",
                "{'a':1} | {'op':'move','from':'/a','path':'/a'} | {'a':1}",
                "{'a':{'x':1}} | {'op':'copy','from':'/a','path':'/a/b'} | {'a':{'x':1,'b':{'x':1}}}",
                "{'a':{'x':[1]}} | {'op':'test','path':'/a','value':{'x':[1.0]}} | {'a':{'x':[1]}}",
                "{'a':1} | {'op':'test','path':'/b','value':null} | {'a':1}",
                "{'a/b':1,'c~d':2} | {'op':'replace','path':'/a~1b','value':3} | {'a/b':3,'c~d':2}",
                "{'c~1d':2} | {'op':'remove','path':'/c~01d'} | {}",
                "{'':1} | {'op':'remove','path':'/'} | {}",
                "{'1':{'-':0}} | {'op':'replace','path':'/1/-','value':3} | {'1':{'-':3}}",
                "{'metadata':{}} | {'op':'add','path':'/metadata/labels','value':{'a':'b'}} | {'metadata':{'labels':{'a':'b'}}}"
            })
    void operations(String document, String operation, String expected) {
        JsonNode before = json(document);
        assertThat(new JsonPatch(json("[" + operation + "]")).apply(before)).isEqualTo(json(expected));
        assertThat(before).isEqualTo(json(document));
    }

    @ParameterizedTest(name = "{1} on {0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | {'op':'add','path':'/b/c','value':1} | operation 0 (add /b/c): there is no /b",
                "{'a':1} | {'op':'add','path':'/a/c','value':1} | is neither an object nor a list",
                "{'a':[1]} | {'op':'add','path':'/a/2','value':1} | \"2\" is not an index",
                "{'a':[1]} | {'op':'add','path':'/a/01','value':1} | \"01\" is not an index",
                "{'a':[1]} | {'op':'add','path':'/a/x','value':1} | \"x\" is not an index",
                "{'a':[1]} | {'op':'remove','path':'/a/1'} | there is no /a/1",
                "{'a':[1]} | {'op':'remove','path':'/a/-'} | \"-\" is not an index",
                "{'a':1} | {'op':'remove','path':'/b'} | there is no /b",
                "{'a':1} | {'op':'remove','path':''} | cannot be removed",
                "{'a':1} | {'op':'replace','path':'/b','value':1} | there is no /b",
                "{'a':{}} | {'op':'move','from':'/a','path':'/a/b'} | cannot be moved into itself",
                "{'a':{}} | {'op':'copy','from':'/x','path':'/y'} | there is no /x",
                "{'a':1} | {'op':'test','path':'/a','value':2} | testing value /a failed: it is 1",
                "{'a':1} | {'op':'test','path':'/a','value':'1'} | testing value /a failed",
                "{'a':null} | {'op':'test','path':'/a','value':0} | testing value /a failed"
            })
    void whatDoesNotFitIsNamed(String document, String operation, String message) {
        assertThatThrownBy(() -> new JsonPatch(json("[" + operation + "]")).apply(json(document)))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.fault()).isEqualTo(Fault.NOT_APPLICABLE))
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'op':'add'} | must be a list",
                "[7] | operation 0",
                "[{'op':'add','path':'/a','value':1},{'op':'frob','path':'/a'}] | operation 1: \"frob\" is no operation",
                "[{'op':'add','path':'/a'}] | needs a \"value\"",
                "[{'op':'add','value':1}] | must be strings",
                "[{'op':'copy','path':'/a'}] | needs \"from\"",
                "[{'op':'remove','path':'a'}] | must begin with '/'",
                "[{'op':'remove','path':'/a~2'}] | neither ~0 nor ~1"
            })
    void whatIsNoPatchIsMalformed(String patch, String message) {
        assertThatThrownBy(() -> new JsonPatch(json(patch)))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.fault()).isEqualTo(Fault.MALFORMED))
                .hasMessageContaining(message);
    }

    @Test
    void operationsAreBounded() {
        ArrayNode patch = Json.array();
        for (int i = 0; i <= JsonPatch.MAX_OPERATIONS; i++) {
            patch.add(json("{'op':'test','path':'','value':null}"));
        }
        assertThatThrownBy(() -> new JsonPatch(patch))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TOO_LARGE));
    }

    @Test
    void copiesThatDoubleTheDocumentAreBounded() {
        ArrayNode patch = Json.array();
        for (int i = 0; i < 60; i++) {
            patch.add(json("{'op':'copy','from':'','path':'/k" + i + "'}"));
        }
        assertThatThrownBy(() -> new JsonPatch(patch).apply(json("{'a':'" + "x".repeat(100) + "'}")))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TOO_LARGE));
    }

    @Test
    void depthIsBounded() {
        ArrayNode patch = Json.array();
        for (int i = 0; i < 9_000; i++) {
            patch.add(json("{'op':'add','path':'/a','value':{}}"));
            patch.add(json("{'op':'move','from':'/a','path':'/b'}"));
            if (patch.size() > 9_000) {
                break;
            }
        }
        ArrayNode nesting = Json.array();
        for (int i = 0; i < 500; i++) {
            nesting.add(json("{'op':'add','path':'" + "/a".repeat(i + 1) + "','value':{}}"));
        }
        assertThat(new JsonPatch(patch).apply(json("{}"))).isEqualTo(json("{'b':{}}"));
        assertThatThrownBy(() -> new JsonPatch(nesting).apply(json("{}"))).hasMessageContaining("nested deeper");
    }

    @Test
    void aPatchCanBeAppliedAgain() {
        JsonPatch patch = new JsonPatch(
                json(
                        "[{'op':'add','path':'/a','value':{}},{'op':'add','path':'/a/b','value':[1]},{'op':'add','path':'/a/b/-','value':2}]"));
        assertThat(patch.apply(json("{}"))).isEqualTo(patch.apply(json("{}"))).isEqualTo(json("{'a':{'b':[1,2]}}"));
    }

    static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}
