/** The API server without its container, over a real PostgreSQL, told as stories: what a client asks and what it gets. */
package org.nakhoda.apiserver.story;
