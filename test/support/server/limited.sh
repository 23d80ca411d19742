# Runs the rest of its arguments as a program whose files may have at most $1 blocks of 512 bytes.
limit=$1
shift
trap '' XFSZ
ulimit -f "$limit"
exec "$@"
