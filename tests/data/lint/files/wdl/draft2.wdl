task hello {
  String name
  command {
    echo "hello ${name}" | awk '{ print $1 }'
  }
  runtime {
    docker: "ubuntu:latest"
    cpu: 1
  }
}
workflow w { call hello }
