/** What the cluster serves, told to clients: groups, versions, resources and the server's version. Reads the catalogue only. */
package org.nakhoda.apiserver.discovery;
