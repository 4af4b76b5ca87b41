#include "Annotate.h"
#include "Options.h"

#include <csignal>

int main(int count, char **arguments) {
  // A reader that went away is told like a full disk, by what could not be written.
  std::signal(SIGPIPE, SIG_IGN);
  heaplight::Options options = heaplight::readOptions(count, arguments);
  if (auto *finished = std::get_if<heaplight::Finished>(&options))
    return finished->status;
  return heaplight::annotate(std::get<heaplight::AnnotateOptions>(options), arguments[0]);
}
