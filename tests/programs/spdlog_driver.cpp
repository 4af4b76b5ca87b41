// Drives spdlog: sinks, formats, levels, loggers by name, a log that rotates, an asynchronous one,
// a backtrace, types of our own. Takes no arguments; exits with 0 when all went as it should.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <spdlog/async.h>
#include <spdlog/cfg/helpers.h>
#include <spdlog/fmt/bin_to_hex.h>
#include <spdlog/fmt/ostr.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/daily_file_sink.h>
#include <spdlog/sinks/dist_sink.h>
#include <spdlog/sinks/dup_filter_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <spdlog/stopwatch.h>

namespace {

struct Point {
  int x, y;
};

struct Flag : spdlog::custom_flag_formatter {
  void format(const spdlog::details::log_msg &, const std::tm &,
              spdlog::memory_buf_t &dest) override {
    static const std::string text = "a flag of our own, longer than a small string";
    dest.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return spdlog::details::make_unique<Flag>();
  }
};

} // namespace

template <> struct fmt::formatter<Point> : fmt::formatter<std::string> {
  auto format(const Point &point, format_context &context) const -> decltype(context.out()) {
    return format_to(context.out(), "({}, {})", point.x, point.y);
  }
};

namespace {

std::string everyFormat() {
  std::ostringstream stream;
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(stream, true);
  spdlog::logger logger("formats", sink);
  logger.set_level(spdlog::level::trace);
  const std::vector<unsigned char> bytes(40, 0x5a);
  for (const char *pattern :
       {"%+", "[%Y-%m-%d %H:%M:%S.%e] [%n] [%^%l%$] %v", "%c %D %r %R %T %p %z %P %t %s:%# %!",
        "%20n|%-20l|%=20v|%5!l", "%a %A %b %B %C %d %F %E %f %i %o %u %O %% %@ %g"}) {
    logger.set_pattern(pattern);
    logger.trace("plain");
    logger.info("{} {:>30} {:.3f} {:#x}", 1, "text", 2.5, 255);
    logger.warn("bytes {}", spdlog::to_hex(bytes));
    logger.error("point {} and {:a}", Point{1, 2}, spdlog::to_hex(bytes));
    logger.log(spdlog::source_loc{"file.cpp", 12, "function"}, spdlog::level::critical, "placed {}",
               std::string(300, 'x'));
  }
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<Flag>('*').set_pattern("[%*] %v");
  logger.set_formatter(std::move(formatter));
  logger.info("with a flag");
  logger.set_error_handler(
      [](const std::string &message) { std::fprintf(stderr, "%s\n", message.c_str()); });
  logger.info(fmt::runtime("{:d}"), "wrong");
  return stream.str();
}

void files(const std::filesystem::path &folder) {
  auto basic = spdlog::basic_logger_mt("basic", (folder / "deep" / "basic.log").string(), true);
  basic->info("into a folder that is made");
  auto rotating =
      spdlog::rotating_logger_mt("rotating", (folder / "rotating.log").string(), 2000, 3);
  for (int i = 0; i < 200; ++i)
    rotating->info("line {} that fills the file", i);
  auto daily = spdlog::daily_logger_st("daily", (folder / "daily.log").string(), 2, 30);
  daily->warn("today");
  try {
    spdlog::basic_logger_mt("basic", (folder / "again.log").string());
  } catch (const spdlog::spdlog_ex &error) {
    std::fprintf(stderr, "as expected: %s\n", error.what());
  }
  spdlog::flush_every(std::chrono::seconds(30));
  spdlog::apply_all([](const std::shared_ptr<spdlog::logger> &logger) { logger->flush(); });
}

void several() {
  auto ring = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(16);
  auto fan = std::make_shared<spdlog::sinks::dist_sink_mt>();
  auto quiet = std::make_shared<spdlog::sinks::dup_filter_sink_mt>(std::chrono::seconds(5));
  quiet->add_sink(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  fan->add_sink(ring);
  fan->add_sink(quiet);
  fan->add_sink(std::make_shared<spdlog::sinks::null_sink_mt>());
  auto logger = std::make_shared<spdlog::logger>("several", fan);
  spdlog::initialize_logger(logger);
  logger->enable_backtrace(8);
  for (int i = 0; i < 20; ++i)
    logger->debug("kept for later: {}", i);
  logger->info("said twice"), logger->info("said twice");
  logger->dump_backtrace();
  logger->clone("a clone with a name of some length")->critical("from the clone");
  if (ring->last_formatted().empty())
    std::exit(1);
  spdlog::drop("several");
}

void asynchronous() {
  spdlog::init_thread_pool(64, 2);
  auto logger = spdlog::create_async<spdlog::sinks::null_sink_mt>("asynchronous");
  auto other = spdlog::create_async_nb<spdlog::sinks::null_sink_mt>("overrun");
  for (int i = 0; i < 500; ++i) {
    logger->info("message {} of many, {}", i, std::string(i, 'y'));
    other->warn("message {}", i);
  }
  logger->flush();
}

} // namespace

int main() {
  std::string folder = (std::filesystem::temp_directory_path() / "spdlog-driver-XXXXXX").string();
  if (!mkdtemp(folder.data()))
    return 1;
  spdlog::stopwatch watch;
  spdlog::cfg::helpers::load_levels("info,several=debug,none=off");
  const std::string text = everyFormat();
  files(folder);
  several();
  asynchronous();
  spdlog::set_pattern("%v");
  spdlog::info("all of it took {}", watch);
  spdlog::set_default_logger(spdlog::stdout_logger_st("plain"));
  SPDLOG_WARN("placed {}", 1);
  const bool found = spdlog::get("rotating") != nullptr;
  spdlog::shutdown();
  std::filesystem::remove_all(folder);
  return found && text.size() > 1000 ? 0 : 1;
}
