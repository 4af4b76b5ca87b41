// As known.c, of the C++ library.
// clang-format off
#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <ostream>
#include <string>
#include <unordered_map>

using ListNode = std::__detail::_List_node_base;
using TreeNode = std::_Rb_tree_node_base;
using Policy = std::__detail::_Prime_rehash_policy;

// As code calls it where the template is not inlined.
extern "C" std::string &append(std::string *, const char *, size_t)
    __asm__("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_appendEPKcm");

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

void take__M_append(std::string *to, const char *from, size_t n) { append(to, from, n); } // allocates by code: libstdc++ bits/basic_string.tcc
void take_lsEi(std::ostream *to, int n) { *to << n; } // allocates by model: what the stream writes to is behind a pointer
}
