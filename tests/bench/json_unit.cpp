// What the bench takes for a usual unit with one heavy header: parses, walks and dumps JSON.
#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using nlohmann::json;

struct Measurement {
  std::string sensor;
  std::vector<double> values;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Measurement, sensor, values)

std::vector<Measurement> readMeasurements(const std::string &path) {
  std::ifstream file(path);
  return json::parse(file).at("measurements").get<std::vector<Measurement>>();
}

std::size_t countNumbers(const json &value) {
  if (value.is_number())
    return 1;
  std::size_t count = 0;
  if (value.is_structured())
    for (const json &part : value)
      count += countNumbers(part);
  return count;
}

std::string summary(const std::vector<Measurement> &measurements) {
  json result = json::object();
  for (const Measurement &measurement : measurements) {
    double sum = 0;
    for (double value : measurement.values)
      sum += value;
    result[measurement.sensor] = {{"count", measurement.values.size()}, {"sum", sum}};
  }
  return result.dump(2);
}

std::string reformatted(const std::string &text) {
  try {
    return json::parse(text).dump(4);
  } catch (const json::exception &error) {
    return error.what();
  }
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  const std::vector<Measurement> measurements = readMeasurements(argv[1]);
  const json all = measurements;
  return countNumbers(all) > summary(measurements).size() + reformatted(all.dump()).size();
}
