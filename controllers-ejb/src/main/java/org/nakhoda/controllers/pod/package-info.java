/** What all controllers that run pods share: when a pod counts, which go first, how they are made and claimed. */
package org.nakhoda.controllers.pod;
