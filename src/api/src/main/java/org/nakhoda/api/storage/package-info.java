/** Storage classes, CSI drivers and attachments: the storage.k8s.io group. */
package org.nakhoda.api.storage;
