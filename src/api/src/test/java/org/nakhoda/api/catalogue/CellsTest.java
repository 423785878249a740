package org.nakhoda.api.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells of {@code kubectl get} that are made of more than one field. */
class CellsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | v1 | Service | External-IP | {'spec':{'type':'LoadBalancer','externalIPs':['9.9.9.9']},"
                        + "'status':{'loadBalancer':{'ingress':[{'ip':'2.2.2.2'},{'hostname':'1.example.com'}]}}}"
                        + " | 1.example.com,2.2.2.2,9.9.9.9",
                "'' | v1 | Service | External-IP | {'spec':{'type':'LoadBalancer'}} | <pending>",
                "'' | v1 | Endpoints | Endpoints | {'subsets':[{'addresses':[{'ip':'1.1.1.1'},{'ip':'fd::2'}],"
                        + "'ports':[{'port':80},{'port':81}]}]} | 1.1.1.1:80,[fd::2]:80,1.1.1.1:81 + 1 more...",
                "'' | v1 | Endpoints | Endpoints | {'subsets':[{'addresses':[{'ip':'1.1.1.1'}]}]} | 1.1.1.1",
                "networking.k8s.io | v1 | Ingress | Hosts |"
                        + " {'spec':{'rules':[{'host':'a'},{},{'host':'b'},{'host':'c'},{'host':'d'}]}} | a,b,c + 2"
                        + " more...",
                "networking.k8s.io | v1 | Ingress | Hosts | {'spec':{'rules':[{}]}} | *",
                "networking.k8s.io | v1 | Ingress | Address | {'status':{'loadBalancer':{'ingress':[{'ip':'2.2.2.2'},"
                        + "{'ip':'1.1.1.1'},{'ip':'1.1.1.1'}]}}} | 1.1.1.1,2.2.2.2",
                "'' | v1 | PersistentVolumeClaim | Capacity | {'spec':{'volumeName':'v'}} | 0",
                "'' | v1 | PersistentVolumeClaim | Access Modes | {'spec':{'volumeName':'v'},'status':{'accessModes':"
                        + "['ReadWriteMany','ReadWriteOnce']}} | RWO,RWX",
                "'' | v1 | PersistentVolumeClaim | StorageClass | {'metadata':{'annotations':"
                        + "{'volume.beta.kubernetes.io/storage-class':'old'}},'spec':{'storageClassName':'new'}} | old",
                "storage.k8s.io | v1 | CSIDriver | TokenRequests | {'spec':{}} | <unset>",
                "storage.k8s.io | v1 | StorageClass | Name | {'metadata':{'name':'s','annotations':"
                        + "{'storageclass.beta.kubernetes.io/is-default-class':'true'}}} | s (default)",
                "resource.k8s.io | v1 | ResourceClaim | State | {'metadata':{'deletionTimestamp':'x'}} | deleted",
                "resource.k8s.io | v1 | ResourceClaim | State | {'metadata':{'deletionTimestamp':'x'},'status':"
                        + "{'allocation':{},'reservedFor':[{}]}} | deleted,allocated,reserved"
            },
            quoteCharacter = '"')
    void aCellShowsWhatKubectlShows(
            String group, String version, String kind, String column, String object, String shown) {
        String plain = group.equals("''") ? "" : group;
        assertThat(Story.of(plain, version, kind).cell(column, json(object))).isEqualTo(shown);
    }
}
