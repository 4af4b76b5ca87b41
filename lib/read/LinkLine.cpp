#include "read/LinkLine.h"

#include "read/LibraryFile.h"
#include "read/LinkPlan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

std::string joined(llvm::StringRef folder, llvm::StringRef name) {
  llvm::SmallString<256> whole(folder);
  path::append(whole, name);
  return std::string(whole);
}

std::string realPath(llvm::StringRef file) {
  llvm::SmallString<256> real;
  return fs::real_path(file, real) ? file.str() : std::string(real);
}

/// libstdc++.so.6.0.30 is known as libstdc++.so.6, if that lies beside it.
std::string readablePath(const std::string &real, const LibraryFile &file) {
  if (file.name.empty() || file.name.find('/') != std::string::npos)
    return real;
  std::string known = joined(path::parent_path(real), file.name);
  return fs::equivalent(known, real) ? known : real;
}

/// Thumb is a mode of Arm: objects of both are linked to each other.
llvm::Triple::ArchType linkedAs(llvm::Triple::ArchType architecture) {
  switch (architecture) {
  case llvm::Triple::thumb:
    return llvm::Triple::arm;
  case llvm::Triple::thumbeb:
    return llvm::Triple::armeb;
  default:
    return architecture;
  }
}

bool fitTogether(llvm::Triple::ArchType one, llvm::Triple::ArchType other) {
  return one == llvm::Triple::UnknownArch || other == llvm::Triple::UnknownArch ||
         linkedAs(one) == linkedAs(other);
}

/// A library and those that it needs.
struct Node {
  std::string shown;
  LibraryFile file;
  std::vector<size_t> needs;
  bool placed = false;
};

/// Finds libraries and what they need, and puts them into their order.
class Linking {
public:
  explicit Linking(const LinkPlan &plan) : plan_(plan), folders_(plan.folders) {}

  /// A folder that is looked through before the link's own.
  void addFolder(std::string folder) {
    folders_.insert(folders_.begin() + ptrdiff_t(userFolders_++), std::move(folder));
  }
  /// Adds what the input names. Returns why it can't, or nothing.
  std::string add(const LinkInput &input);
  /// Where a library of that name lies for a program that runs; "" where nowhere.
  std::string findShared(llvm::StringRef name, const Node *dependent) const;
  void addNeeded();
  std::vector<std::string> inOrder();

  bool hasShared() const {
    return llvm::any_of(nodes_,
                        [](const Node &node) { return node.file.kind == LibraryKind::Shared; });
  }
  std::vector<std::string> notes;

private:
  bool fits(const LibraryFile &file) const {
    return fitTogether(file.architecture, plan_.target.getArch());
  }
  bool isLibrary(const std::string &file) const;
  std::string findNamed(llvm::StringRef name, bool archivesOnly) const;
  std::string addFile(const std::string &file);
  void addScript(const std::string &file, const LibraryFile &script);
  size_t nodeOf(const std::string &file, LibraryFile read);
  void place(size_t index, std::vector<size_t> &order);

  const LinkPlan &plan_;
  std::vector<std::string> folders_;
  size_t userFolders_ = 0;
  std::vector<Node> nodes_;
  std::vector<size_t> roots_; ///< In the order of the link.
  llvm::StringMap<size_t> byFile_;
  llvm::StringSet<> scripts_; ///< That were read.
};

bool Linking::isLibrary(const std::string &file) const {
  LibraryFile read = readLibraryFile(file);
  return read.kind != LibraryKind::Missing && read.kind != LibraryKind::Other && fits(read);
}

std::string Linking::findNamed(llvm::StringRef name, bool archivesOnly) const {
  std::vector<std::string> files{("lib" + name + ".so").str(), ("lib" + name + ".a").str()};
  if (name.consume_front(":"))
    files = {name.str()};
  else if (archivesOnly)
    files.erase(files.begin());
  for (const std::string &folder : folders_)
    for (const std::string &file : files)
      if (std::string found = joined(folder, file); isLibrary(found))
        return found;
  return {};
}

std::string Linking::findShared(llvm::StringRef name, const Node *dependent) const {
  if (name.contains('/'))
    return isLibrary(plan_.sysroot + name.str()) ? plan_.sysroot + name.str() : "";
  std::vector<std::string> folders;
  if (dependent)
    for (std::string folder : dependent->file.folders) {
      llvm::StringRef origin = path::parent_path(dependent->shown);
      for (llvm::StringRef spelling : {"${ORIGIN}", "$ORIGIN"})
        if (llvm::StringRef rest = folder; rest.consume_front(spelling))
          folder = origin.str() + rest.str();
      folders.push_back(folder);
    }
  llvm::append_range(folders, plan_.runtimeFolders);
  llvm::append_range(folders, folders_);
  for (const std::string &folder : folders)
    if (std::string found = joined(folder, name); isLibrary(found))
      return found;
  return {};
}

size_t Linking::nodeOf(const std::string &file, LibraryFile read) {
  std::string real = realPath(file);
  auto [entry, fresh] = byFile_.try_emplace(real, nodes_.size());
  if (fresh)
    nodes_.push_back({readablePath(real, read), std::move(read), {}, false});
  return entry->second;
}

void Linking::addScript(const std::string &file, const LibraryFile &script) {
  if (!scripts_.insert(realPath(file)).second)
    return;
  llvm::StringRef folder = path::parent_path(file);
  bool inSysroot = !plan_.sysroot.empty() && folder.starts_with(plan_.sysroot);
  for (llvm::StringRef name : script.inputs) {
    std::string problem;
    bool rooted = name.consume_front("=") || (inSysroot && path::is_absolute(name));
    if (name.starts_with("-l") || path::is_absolute(name))
      problem = add({(rooted ? plan_.sysroot : "") + name.str(), false});
    else if (std::string beside = joined(folder, name); fs::exists(beside))
      problem = addFile(beside);
    else
      problem = add({"-l:" + name.str(), false});
    if (!problem.empty())
      notes.push_back(file + ": " + problem);
  }
}

std::string Linking::addFile(const std::string &file) {
  LibraryFile read = readLibraryFile(file);
  if (read.kind == LibraryKind::Missing)
    return file + ": no such library is there";
  if (read.kind == LibraryKind::Other)
    return file + ": is no shared object, archive or object file of ELF";
  if (!fits(read))
    return file + ": is made for " + llvm::Triple::getArchTypeName(read.architecture).str() +
           ", not for " + plan_.target.str();
  if (read.kind == LibraryKind::Script)
    addScript(file, read);
  else if (size_t node = nodeOf(file, std::move(read)); !llvm::is_contained(roots_, node))
    roots_.push_back(node);
  return {};
}

std::string Linking::add(const LinkInput &input) {
  llvm::StringRef name = input.name;
  if (!name.consume_front("-l"))
    return addFile(input.name);
  std::string found = findNamed(name, input.archivesOnly);
  if (!found.empty())
    return addFile(found);
  std::string wanted = name.starts_with(":") ? name.drop_front().str()
                       : input.archivesOnly  ? "lib" + name.str() + ".a"
                                             : "lib" + name.str() + ".so or .a";
  std::string target = plan_.target.str().empty() ? "" : " for " + plan_.target.str();
  return input.name + ": no " + wanted + target + " is in the link's folders";
}

void Linking::addNeeded() {
  llvm::StringSet<> missed;
  // Grows as it goes.
  for (size_t index = 0; index < nodes_.size(); ++index)
    for (const std::string &name : std::vector<std::string>(nodes_[index].file.needed)) {
      std::string found = findShared(name, &nodes_[index]);
      if (!found.empty()) {
        size_t needed = nodeOf(found, readLibraryFile(found));
        nodes_[index].needs.push_back(needed);
      } else if (missed.insert(name).second) {
        notes.push_back(nodes_[index].shown + " needs " + name + ", which is not found");
      }
    }
}

void Linking::place(size_t index, std::vector<size_t> &order) {
  if (nodes_[index].placed)
    return;
  nodes_[index].placed = true;
  for (size_t needed : llvm::reverse(nodes_[index].needs))
    place(needed, order);
  order.push_back(index);
}

std::vector<std::string> Linking::inOrder() {
  // Placed from the end, so that what comes first in the link does so in the result.
  std::vector<size_t> order;
  for (size_t root : llvm::reverse(roots_))
    place(root, order);
  std::vector<std::string> paths;
  for (size_t index : llvm::reverse(order))
    paths.push_back(nodes_[index].shown);
  return paths;
}

void addFolders(const std::vector<std::string> &libraries, const std::string &working,
                Linking &linking) {
  for (llvm::StringRef library : libraries)
    if (library.consume_front("-L"))
      linking.addFolder(pathFrom(working, library));
}

/// The objects that start and end a program. What else a link has of objects is the program's own,
/// and known by its source.
bool isObject(const LinkInput &input) { return llvm::StringRef(input.name).ends_with(".o"); }

llvm::Error addUsers(const std::vector<std::string> &libraries, Linking &linking) {
  for (llvm::StringRef library : libraries) {
    if (library.starts_with("-L"))
      continue;
    std::string problem = linking.add({library.str(), false});
    if (!problem.empty())
      return llvm::createStringError(
          problem + (library.starts_with("-l") ? "; name it by its path"
                                               : "; name a shared object, an archive, an object "
                                                 "file, or -lNAME"));
  }
  return llvm::Error::success();
}

void addBuilds(const LinkRequest &request, Linking &linking) {
  for (const std::string &library : request.fromBuild) {
    llvm::StringRef name = library;
    if (name.starts_with("-L"))
      continue;
    std::string problem = linking.add(
        {name.starts_with("-l") ? library : pathFrom(request.command.directory, name), false});
    if (!problem.empty())
      linking.notes.push_back(problem + "; build the project, and it is read too");
  }
}

/// What the driver links by itself, as far as it's installed.
void addDrivers(const LinkPlan &plan, Linking &linking) {
  std::vector<std::string> problems;
  bool any = false;
  for (const LinkInput &input : plan.inputs) {
    if (isObject(input))
      continue;
    std::string problem = linking.add(input);
    any |= problem.empty();
    if (!problem.empty() && !llvm::is_contained(problems, problem))
      problems.push_back(problem);
  }
  if (!any && !problems.empty())
    problems = {"no library of " + plan.target.str() + " is installed, so none is read"};
  llvm::append_range(linking.notes, problems);
}

/// What loads shared objects has a part in the program, if there are any.
void addLoader(const LinkPlan &plan, Linking &linking) {
  if (plan.loader.empty() || !linking.hasShared())
    return;
  std::string loader = linking.findShared(plan.loader, nullptr);
  if (loader.empty()) // Of another machine's, only a copy to link against is here.
    loader = linking.findShared(path::filename(plan.loader), nullptr);
  std::string problem =
      loader.empty() ? plan.loader + ": no such loader is there" : linking.add({loader, false});
  if (!problem.empty())
    linking.notes.push_back(problem);
}

} // namespace

llvm::Expected<LinkedLibraries> findLibraries(const LinkRequest &request) {
  llvm::SmallString<256> working;
  if (std::error_code error = fs::current_path(working))
    return llvm::createStringError("the working folder cannot be read: " + error.message());
  LinkPlan plan = planLink(request.command);
  Linking linking(plan);
  if (!plan.complaint.empty())
    linking.notes.push_back(request.command.file +
                            ": its libraries are not known: " + plan.complaint);
  addFolders(request.libraries, std::string(working), linking);
  addFolders(request.fromBuild, request.command.directory, linking);
  if (llvm::Error error = addUsers(request.libraries, linking))
    return std::move(error);
  addBuilds(request, linking);
  addDrivers(plan, linking);
  addLoader(plan, linking);
  linking.addNeeded();
  return LinkedLibraries{linking.inOrder(), std::move(linking.notes)};
}

bool linkTogether(const std::string &target, const std::string &other) {
  return fitTogether(llvm::Triple(target).getArch(), llvm::Triple(other).getArch());
}

} // namespace heaplight
