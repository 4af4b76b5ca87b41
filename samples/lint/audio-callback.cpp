// A callback that promises to leave the heap alone, and a meter that knows nothing of that.
#include <vector>

struct Meter {
  std::vector<float> peaks;
  void note(float peak) { peaks.push_back(peak); }
};

struct Engine {
  Meter meter;
  void process(float *samples, int count) [[clang::nonblocking]];
};

void Engine::process(float *samples, int count) {
  float peak = 0;
  for (int i = 0; i < count; ++i)
    peak = samples[i] > peak ? samples[i] : peak;
  meter.note(peak);
}
