-- Cases that were handed on: what whoever keeps the routing rules looks through. Few of all facts are.
CREATE INDEX timeline_transfers ON readmodel.timeline (at) WHERE type = 'cn.tongban.case.transferred.v1';
