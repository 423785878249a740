package org.nakhoda.apiserver.proxy;

import org.nakhoda.apiserver.request.ApiResponse.FrameSource;

/** A page that comes over time, with the addresses in it moved. */
final class HtmlFrames implements FrameSource {
    private final FrameSource page;
    private final HtmlLinks links;
    private boolean finished;

    HtmlFrames(FrameSource page, HtmlLinks links) {
        this.page = page;
        this.links = links;
    }

    @Override
    public byte[] poll() {
        for (byte[] piece = page.poll(); piece != null; piece = page.poll()) {
            byte[] moved = links.next(piece, piece.length);
            if (moved.length > 0) {
                return moved;
            }
        }
        if (page.ended() && !finished) {
            finished = true;
            byte[] rest = links.end();
            return rest.length == 0 ? null : rest;
        }
        return null;
    }

    @Override
    public boolean ended() {
        return finished;
    }

    @Override
    public void onReady(Runnable signal) {
        page.onReady(signal);
    }

    @Override
    public void close() {
        page.close();
    }
}
