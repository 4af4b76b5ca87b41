// As known.c, of the C++ library.
// clang-format off
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cxxabi.h>
#include <exception>
#include <list>
#include <locale>
#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <unordered_map>

using ListNode = std::__detail::_List_node_base;
using TreeNode = std::_Rb_tree_node_base;
using Policy = std::__detail::_Prime_rehash_policy;

// As code calls it where the template is not inlined.
extern "C" std::string &append(std::string *, const char *, size_t)
    __asm__("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_appendEPKcm");

struct Base { virtual ~Base(); };
struct Derived : Base {};

extern "C" {
long take_now() { return std::chrono::steady_clock::now().time_since_epoch().count() + 1; } // innocent by model: clock_gettime
void take__M_hook(ListNode *node, ListNode *before) { node->_M_hook(before); } // innocent by code: libstdc++ list.cc
void take__M_unhook(ListNode *node) { node->_M_unhook(); } // innocent by code: libstdc++ list.cc
void take__M_transfer(ListNode *node, ListNode *first, ListNode *last) { node->_M_transfer(first, last); } // innocent by code: libstdc++ list.cc
void take__Rb_tree_insert_and_rebalance(TreeNode *x, TreeNode *p, TreeNode &h) { std::_Rb_tree_insert_and_rebalance(true, x, p, h); } // innocent by code: libstdc++ tree.cc
TreeNode *take__Rb_tree_increment(TreeNode *node) { return std::_Rb_tree_increment(node); } // innocent by code: libstdc++ tree.cc
TreeNode *take__Rb_tree_decrement(TreeNode *node) { return std::_Rb_tree_decrement(node); } // innocent by code: libstdc++ tree.cc
TreeNode *take__Rb_tree_rebalance_for_erase(TreeNode *z, TreeNode &h) { return std::_Rb_tree_rebalance_for_erase(z, h); } // innocent by code: libstdc++ tree.cc
bool take__M_need_rehash(Policy *p, size_t a, size_t b, size_t c) { return p->_M_need_rehash(a, b, c).first; } // innocent by code: libstdc++ hashtable_c++0x.cc
char *take_to_chars(char *to, double d) { return std::to_chars(to, to + 40, d).ptr + 1; } // innocent by code: libstdc++ floating_to_chars.cc, the shortest form is Ryu's
const char *take_from_chars(const char *text, double &d) { return std::from_chars(text, text + 9, d).ptr + 1; } // innocent by code: libstdc++ floating_from_chars.cc, fast_float
void *take___dynamic_cast(Base *base) { return dynamic_cast<Derived *>(base); } // innocent by model: libsupc++ dyncast.cc asks type_info, which walks classes
int take___cxa_guard_acquire(__cxxabiv1::__guard *g) { return __cxxabiv1::__cxa_guard_acquire(g) + 1; } // innocent by code: libsupc++ guard.cc, a futex
void take__M_addref(std::exception_ptr *to, const std::exception_ptr *from) { new (to) std::exception_ptr(*from); (void)*(void *volatile *)to; } // innocent by code: libsupc++ eh_ptr.cc counts
void take_current_exception(std::exception_ptr *to) { new (to) std::exception_ptr(std::current_exception()); } // innocent by model: libsupc++ eh_ptr.cc counts; the block that __tls_get_addr makes is the loader's
void take_wait(std::condition_variable &c, std::unique_lock<std::mutex> &l) { c.wait(l); } // innocent by model: pthread_cond_wait
void take_locale(std::locale *to) { new (to) std::locale; } // innocent by model: libstdc++ locale_init.cc, static storage

void take__M_append(std::string *to, const char *from, size_t n) { append(to, from, n); } // allocates by code: libstdc++ bits/basic_string.tcc
void take_lsEi(std::ostream *to, int n) { *to << n; } // allocates by model: what the stream writes to is behind a pointer
}
