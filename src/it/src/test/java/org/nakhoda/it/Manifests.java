package org.nakhoda.it;

import java.time.Duration;
import java.util.List;
import org.nakhoda.it.cluster.Shell;

/** The objects of the stories, and how a page is fetched. */
final class Manifests {
    static final String IMAGE = "localhost/nakhoda/demo:1";

    private Manifests() {}

    /** A Deployment whose pods answer on port 8080 with their names, and a NodePort Service at port 80. */
    static String webApplication(String namespace, String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %2$s
                  namespace: %1$s
                spec:
                  replicas: %3$d
                  selector:
                    matchLabels:
                      app: %2$s
                  template:
                    metadata:
                      labels:
                        app: %2$s
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: web
                        image: %4$s
                        command: ["sh", "-c", "mkdir -p /tmp/www && hostname > /tmp/www/index.html && echo started && exec httpd -f -p 8080 -h /tmp/www"]
                        ports:
                        - name: http
                          containerPort: 8080
                        readinessProbe:
                          httpGet:
                            path: /
                            port: http
                          periodSeconds: 1
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: %2$s
                  namespace: %1$s
                spec:
                  type: NodePort
                  selector:
                    app: %2$s
                  ports:
                  - name: http
                    port: 80
                    targetPort: http
                """.formatted(namespace, name, replicas, IMAGE);
    }

    /** A pod that runs one shell command. {@code extra} is YAML of the pod's spec, indented by two. */
    static String pod(String namespace, String name, String restartPolicy, String command, String extra) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  restartPolicy: %s
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: %s
                    command: ["sh", "-c", "%s"]
                """.formatted(name, namespace, restartPolicy, IMAGE, command) + extra;
    }

    /**
     * A pod that sees the node's own programs, such as a curl that resolves names with the C library and verifies
     * certificates; those of the image's BusyBox do neither.
     */
    static String podWithTheNodesPrograms(String namespace, String name) {
        return pod(namespace, name, "Always", "sleep 100000", """
                    volumeMounts:
                    - {name: usr, mountPath: /usr, readOnly: true}
                    - {name: lib, mountPath: /lib, readOnly: true}
                    - {name: lib64, mountPath: /lib64, readOnly: true}
                  volumes:
                  - {name: usr, hostPath: {path: /usr}}
                  - {name: lib, hostPath: {path: /lib}}
                  - {name: lib64, hostPath: {path: /lib64}}
                """);
    }

    /** Fetches a page with curl. */
    static String fetch(Shell shell, String url) {
        return shell.run(Duration.ofSeconds(20), "", List.of("curl", "-sS", "-m", "5", url))
                .orFail();
    }
}
