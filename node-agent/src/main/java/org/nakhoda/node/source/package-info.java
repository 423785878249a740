/** Where pods come from: the API, files, a URL; and the mirrors by which the API shows the latter two. */
package org.nakhoda.node.source;
