"""ClickHouse, one engine with two ways in: `server` over HTTP (extra [clickhouse]), `embedded` in
this process by chdb (extra [chdb]).
"""
